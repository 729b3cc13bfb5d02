// The page: listens to the simulator, lays out the phones, moves the clock. Nothing here leaves this machine.

import { closeMenus, element, loadWords, post, say, toast } from "./dom.js";
import { Phone } from "./phone.js";

const byId = (id) => document.getElementById(id);
const phones = new Map();
let held = "";
let revealed = "";

const desk = {
  held: () => held,
  hold(key, then) { held = key; then(); },
  reveal,
  ask,
  alert(title, text) { ask({ title, text, submit: say("understood"), fields: [], send: async () => ({}) }); },
};

// -- the state ----------------------------------------------------------------------------------------------------------

function draw(state) {
  byId("now").textContent = state.clock.text;
  byId("now").dateTime = state.clock.now;
  held = state.held;
  for (const one of state.phones) {
    if (!phones.has(one.key)) lay(one);
    phones.get(one.key).draw(one, state.has_group);
    drawTab(one);
  }
  if (revealed) reveal(revealed);
}

function lay(one) {
  const phone = new Phone(one.key, desk);
  phones.set(one.key, phone);
  byId("phones").append(phone.node);
  phone.log.scrollTop = phone.log.scrollHeight;
  const tab = element("button", { type: "button", onclick: () => reveal(one.key) });
  tab.append(element("span", { className: "name" }), element("span", { className: "count" }));
  phone.tab = tab;
  byId("strip").append(element("li", {}, tab));
  inView.observe(phone.node);
}

function drawTab(one) {
  const { tab } = phones.get(one.key);
  const count = one.rings || one.unread;
  tab.querySelector(".name").textContent = one.title;
  tab.querySelector(".count").textContent = count || "";
  tab.className = one.rings ? "rings" : one.unread ? "quiet" : "";
  tab.title = one.rings ? say("rings", { count }) : one.unread ? say("unread", { count }) : one.title;
}

const inView = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const phone = [...phones.values()].find((one) => one.node === target);
    phone.tab.ariaCurrent = String(isIntersecting);
    if (isIntersecting) byId("strip").scrollLeft = phone.tab.offsetLeft - byId("strip").clientWidth / 3;
  }
}, { root: byId("phones"), threshold: 0.6 });

/** Bring a phone into sight and put the focus on it; waits for the state that brings it, if it is new. */
function reveal(key) {
  const phone = phones.get(key);
  revealed = phone ? "" : key;
  if (!phone) return;
  phone.node.scrollIntoView({ inline: "nearest", block: "nearest" });
  phone.node.focus({ preventScroll: true });
  phone.log.scrollTop = phone.log.scrollHeight;
}

function listen() {
  const stream = new EventSource("/sim/events");
  stream.onmessage = (event) => draw(JSON.parse(event.data));
  stream.onopen = () => { byId("lost").hidden = true; };
  stream.onerror = () => { byId("lost").textContent = say("lost"); byId("lost").hidden = false; };
}

// -- the clock ----------------------------------------------------------------------------------------------------------

async function move(chosen) {
  const moves = [...byId("moves").children];
  const { minutes, to } = chosen.dataset;
  for (const one of moves) one.ariaDisabled = "true";
  toast(byId("toast"), say("moving"));
  try {
    const { clock } = await post("/sim/clock", to ? { to } : { minutes: Number(minutes) });
    toast(byId("toast"), say("today_is", { moment: clock.text }));
  } catch (problem) {
    toast(byId("toast"), problem.message);
  }
  for (const one of moves) one.ariaDisabled = "false";
}

// -- questions ----------------------------------------------------------------------------------------------------------

let asked = null;

/** One dialog for every question: { title, text?, submit, fields, send(values) -> answer that may name a phone }. */
function ask(form) {
  asked = form;
  byId("box-title").textContent = form.title;
  byId("box-submit").textContent = form.submit;
  byId("box-problem").textContent = "";
  byId("box-cancel").hidden = !form.fields.length;
  const shown = form.text ? [element("p", { textContent: form.text, dir: "auto", className: "said" })] : [];
  byId("box-fields").replaceChildren(...shown, ...form.fields.map(field));
  if (!byId("box").open) byId("box").showModal();
}

function field({ name, label, help = "", lines = 0, choices = null, optional = false, placeholder = "" }) {
  const tag = choices ? "select" : lines ? "textarea" : "input";
  const input = element(tag, { name, required: !optional, attributes: { autocomplete: "off" } });
  if (choices) input.append(...choices.map(([value, text]) => element("option", { value, textContent: text })));
  else Object.assign(input, { placeholder, maxLength: lines ? 4096 : 200, dir: "auto" });
  if (lines) input.rows = lines;
  const made = element("label", {}, element("span", { textContent: label }), input);
  if (help) made.append(element("small", { textContent: help }));
  return made;
}

async function answer(event) {
  event.preventDefault();
  try {
    const done = await asked.send(Object.fromEntries(new FormData(byId("box-form"))));
    byId("box").close();
    if (done.phone) reveal(done.phone);
  } catch (problem) {
    byId("box-problem").textContent = problem.message;
  }
}

function personForm() {
  return {
    title: say("add_person"), submit: say("add"),
    fields: [
      { name: "name", label: say("first_name") },
      { name: "language", label: say("phone_language"),
        choices: [["fr", say("french")], ["en", say("english")], ["ar", say("arabic")]] },
      { name: "link", label: say("link_optional"), help: say("link_help"), optional: true },
    ],
    send: (values) => post("/sim/people", values),
  };
}

// -- start --------------------------------------------------------------------------------------------------------------

await loadWords();
byId("add").onclick = () => ask(personForm());
byId("box-cancel").onclick = () => byId("box").close();
byId("box-form").onsubmit = answer;
for (const one of byId("moves").children) one.onclick = () => one.ariaDisabled !== "true" && move(one);
document.addEventListener("click", (event) => closeMenus(event.target.closest("details")));
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
listen();
