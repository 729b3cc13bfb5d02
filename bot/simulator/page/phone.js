// One phone on the desk: its header, its messages, its composer. It draws a state and asks; it decides nothing.

import { bubble, dayMark } from "./bubbles.js";
import { button, closeMenus, copy, element, post, say, toast } from "./dom.js";

const NEAR_BOTTOM = 120;

export class Phone {
  /** @param desk what a phone asks of the page: reveal(key), alert(title, text), ask(form), held() */
  constructor(key, desk) {
    this.key = key;
    this.desk = desk;
    this.known = new Map(); // what stands in the log: key -> { drawn, node }
    this.awaited = new Set(); // taps made here whose answer was not shown yet
    this.edited = null;
    this.atBottom = true;
    this.node = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    this.find = (selector) => this.node.querySelector(selector);
    this.log = this.find(".log");
    this.field = this.find("textarea");
    this.listen();
  }

  listen() {
    for (const kind of ["pointerdown", "focusin"]) this.node.addEventListener(kind, () => this.take());
    this.find(".composer").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.submit(); }
      if (event.key === "Escape" && this.edited) this.stopEditing();
    });
    const stay = () => { if (this.atBottom) this.log.scrollTop = this.log.scrollHeight; };
    new ResizeObserver(stay).observe(this.log); // a keyboard or a second phone must not hide the newest message
    this.log.addEventListener("load", stay, true); // nor a picture that finds its size late; `load` does not bubble
    this.log.addEventListener("scroll", () => { this.atBottom = this.isNearBottom(); }, { passive: true });
    this.find(".cancel").onclick = () => this.stopEditing();
    this.find(".erase").onclick = () => { this.act("delete", { message: this.edited }); this.stopEditing(); };
    this.find(".pin").onclick = () => this.showPinned();
  }

  // -- asking ---------------------------------------------------------------------------------------------------------

  /** Do something with this phone; problems are shown on it. Resolves to the answer, or null. */
  async act(action, details = {}) {
    try {
      const answer = await post("/sim/do", { phone: this.key, action, ...details });
      if (answer.phone) this.desk.reveal(answer.phone);
      return answer;
    } catch (problem) {
      this.tell(problem.message);
      return null;
    }
  }

  take() {
    if (this.desk.held() !== this.key) this.desk.hold(this.key, () => this.act("take"));
  }

  tell(text) {
    toast(this.find(".toast"), text);
  }

  async submit() {
    const text = this.field.value.trim();
    if (!text) return;
    const done = this.edited
      ? await this.act("edit", { message: this.edited, text })
      : await this.act("send", { text });
    if (!done) return;
    if (this.edited) this.stopEditing();
    else this.field.value = "";
  }

  async tap(message, data) {
    const answer = await this.act("tap", { message: message.id, data });
    if (!answer) return;
    this.awaited.add(answer.query);
    this.showAnswers();
  }

  /** What the bot answered to the taps made here: a toast, an alert, or a link the phone follows. */
  showAnswers() {
    for (const tap of this.state.taps) {
      if (tap.waiting || !this.awaited.delete(tap.query)) continue;
      if (tap.text && tap.alert) this.desk.alert(this.state.title, tap.text);
      else if (tap.text) this.tell(tap.text);
      if (tap.opens) this.act("open", { link: tap.url });
      else if (tap.url) this.tell(say("leads_out", { url: tap.url }));
    }
  }

  edit(message) {
    this.edited = message.id;
    this.find(".editing").hidden = false;
    this.node.classList.add("is-editing");
    this.field.value = message.text;
    this.field.focus();
    this.markEdited();
  }

  stopEditing() {
    this.edited = null;
    this.find(".editing").hidden = true;
    this.node.classList.remove("is-editing");
    this.field.value = "";
    this.field.focus();
    this.markEdited();
  }

  markEdited() {
    for (const [key, { node }] of this.known) node.classList.toggle("chosen", key === `m${this.edited}`);
  }

  showPinned() {
    const pinned = this.known.get(`m${this.state.pinned?.id}`);
    if (!pinned) return;
    pinned.node.scrollIntoView({ block: "center" });
    pinned.node.classList.remove("flash");
    requestAnimationFrame(() => pinned.node.classList.add("flash"));
  }

  // -- drawing --------------------------------------------------------------------------------------------------------

  draw(state, hasGroup) {
    const before = this.state;
    this.state = state;
    this.find("h2").textContent = state.title;
    this.find(".subtitle").textContent = state.subtitle;
    this.find(".avatar").textContent = state.title.trim().charAt(0).toUpperCase();
    this.node.setAttribute("aria-label", state.title);
    this.log.setAttribute("aria-label", say("messages_of", { title: state.title }));
    this.drawBadge(before);
    this.find(".pin").hidden = !state.pinned;
    this.find(".pin-text").textContent = state.pinned?.text ?? "";
    this.drawLog();
    this.drawFoot();
    this.drawMenu(hasGroup);
    this.showAnswers();
  }

  drawBadge(before) {
    const { rings, unread } = this.state;
    const badge = this.find(".badge");
    const text = rings ? say("rings", { count: rings }) : unread ? say("unread", { count: unread }) : "";
    badge.className = `badge ${rings ? "rings" : unread ? "quiet" : ""}`;
    if (badge.title !== text) {
      badge.title = text;
      badge.replaceChildren(...(text ? badgeContent(rings || unread, text) : []));
    }
    if (rings > (before?.rings ?? 0)) this.ring();
  }

  ring() {
    this.node.classList.remove("ringing");
    requestAnimationFrame(() => this.node.classList.add("ringing"));
  }

  drawLog() {
    const { log } = this;
    const last = this.lastKey;
    const wanted = this.wanted();
    this.place(wanted);
    this.lastKey = wanted.at(-1)?.key;
    const isNew = this.lastKey !== last;
    if (this.atBottom || (isNew && this.state.messages.at(-1)?.mine)) log.scrollTop = log.scrollHeight;
    const waiting = new Set(this.state.taps.filter((tap) => tap.waiting).map((tap) => `${tap.message} ${tap.data}`));
    for (const key of log.querySelectorAll("[data-tap]")) key.ariaBusy = String(waiting.has(key.dataset.tap));
    this.markEdited();
  }

  isNearBottom() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_BOTTOM;
  }

  wanted() {
    if (!this.state.messages.length) {
      return [{ key: "empty", drawn: "", make: () => element("p", { className: "empty", textContent: say("empty") }) }];
    }
    const parts = [];
    let day = "";
    for (const message of this.state.messages) {
      const marked = message.day;
      if (marked !== day) parts.push({ key: `d${marked}${message.id}`, drawn: marked, make: () => dayMark(marked) });
      day = marked;
      const make = () => bubble(message, this.acts(), `/sim/files/${this.key}`);
      parts.push({ key: `m${message.id}`, drawn: JSON.stringify(message), make });
    }
    return parts;
  }

  /** Put the wanted parts into the log, touching only what changed: a live region must not repeat itself. */
  place(wanted) {
    const kept = new Set(wanted.map((part) => part.key));
    for (const [key, { node }] of this.known) {
      if (!kept.has(key)) { node.remove(); this.known.delete(key); }
    }
    let cursor = this.log.firstChild;
    for (const { key, drawn, make } of wanted) {
      const known = this.known.get(key);
      if (known?.drawn === drawn) { cursor = known.node.nextSibling; continue; }
      const node = make();
      if (known) replace(known.node, node);
      else this.log.insertBefore(node, cursor);
      cursor = node.nextSibling;
      this.known.set(key, { drawn, node });
    }
  }

  acts() {
    return {
      tap: (message, data) => this.tap(message, data),
      follow: (link) => this.act("open", { link }),
      leaveFor: (url) => this.tell(say("leads_out", { url })),
      command: (text) => this.act("send", { text }),
      edit: (message) => this.edit(message),
      copy: (text) => copy(text, this.find(".toast")),
    };
  }

  drawFoot() {
    const { blocked, inside, keys, started, links, commands } = this.state;
    const closed = blocked ? say("blocked") : inside ? "" : say("outside");
    const isNew = this.state.private && !started && !closed;
    this.find(".closed").textContent = closed;
    this.find(".closed").hidden = !closed;
    this.find(".composer").hidden = Boolean(closed);
    this.fill(".start", isNew, [
      button(say("start"), () => this.act("open", { payload: "" }), "main"),
      ...links.map((link) => button(link.label, () => this.act("open", { payload: link.payload }))),
    ]);
    this.fill(".keys", keys.length > 0 && !closed, keys.map((row) => element(
      "div", { className: "row" },
      ...row.map((one) => button(one.label, () => this.act("key", { label: one.label }), "key")),
    )));
    this.fill(".commands .panel", true, commands.map((one) => {
      const made = button(`/${one.command}`, () => { closeMenus(); this.act("send", { text: `/${one.command}` }); });
      made.append(element("small", { textContent: one.description }));
      return made;
    }));
    this.find(".commands").hidden = !commands.length;
  }

  drawMenu(hasGroup) {
    const { links, blocked, inside, private: isPrivate } = this.state;
    const does = (key, act) => [say(key), act];
    const entries = links.map((link) => [link.label, () => this.act("open", { payload: link.payload })]);
    if (isPrivate) entries.push(does("open_link", () => this.desk.ask(this.linkForm())));
    if (!blocked && inside) {
      entries.push(does("photo", () => this.act("photo")), does("voice", () => this.act("voice")));
      entries.push(does("forward", () => this.desk.ask(this.forwardForm())));
    }
    if (isPrivate && hasGroup) entries.push(does("join", () => this.act("join")));
    if (isPrivate) entries.push(blocked ? does("unblock", () => this.act("unblock")) : does("block", () => this.act("block")));
    if (!isPrivate && inside) entries.push(does("leave", () => this.act("leave")));
    const made = entries.map(([label, act]) => button(label, () => { closeMenus(); act(); }));
    this.fill(".menu .panel", true, made);
  }

  linkForm() {
    return {
      title: say("open_link"), submit: say("open"),
      fields: [{ name: "link", label: say("link"), placeholder: "https://t.me/…?start=…" }],
      send: (values) => post("/sim/do", { phone: this.key, action: "open", ...values }),
    };
  }

  forwardForm() {
    return {
      title: say("forward"), submit: say("send"),
      fields: [{ name: "author", label: say("author") }, { name: "text", label: say("words"), lines: 4 }],
      send: (values) => post("/sim/do", { phone: this.key, action: "forward", ...values }),
    };
  }

  /** Refill a row of buttons only when their labels changed, so that focus and open menus survive. */
  fill(selector, shown, made) {
    const place = this.find(selector);
    place.hidden = !shown;
    const labels = JSON.stringify(made.map((one) => one.textContent));
    if (place.dataset.labels === labels) return;
    place.dataset.labels = labels;
    place.replaceChildren(...made);
  }
}

function badgeContent(count, text) {
  return [
    element("span", { className: "bell", ariaHidden: "true" }),
    element("span", { textContent: count, ariaHidden: "true" }),
    element("span", { className: "unseen", textContent: text }),
  ];
}

/** Swap a bubble; if the focus was in it, it goes to the same place of the new one, else to the new bubble itself. */
function replace(old, node) {
  const stops = (one) => [...one.querySelectorAll("button, a, pre")];
  const place = stops(old).indexOf(document.activeElement);
  old.replaceWith(node);
  if (place >= 0) (stops(node)[place] ?? node).focus({ preventScroll: true });
}
