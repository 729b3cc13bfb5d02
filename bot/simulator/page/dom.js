// Small pieces shared by the page: words, elements, requests. Text only ever enters as textContent.

let catalogue = {};

export async function loadWords() {
  const answer = await fetch("/sim/words");
  catalogue = (await answer.json()).words;
}

/** The sentence of the catalogue for `key`, its {placeholders} filled. */
export function say(key, values = {}) {
  return catalogue[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** An element; `given` holds properties (className, textContent, onclick …) and attributes under `attributes`. */
export function element(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  const { attributes = {}, ...properties } = given;
  Object.assign(made, properties);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(label, onclick, className = "") {
  return element("button", { type: "button", textContent: label, className, onclick });
}

/** POST JSON; resolves to the answer, or throws an Error whose message is a sentence to show. */
export async function post(path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error(say("lost"));
  }
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(found.error ?? say("lost"));
  return found;
}

const fading = new WeakMap();

/** Show a short sentence in a live region, for a time that grows with its length. */
export function toast(region, text) {
  clearTimeout(fading.get(region));
  region.textContent = text;
  region.classList.add("shown");
  const hide = () => region.classList.remove("shown");
  fading.set(region, setTimeout(hide, 2500 + 60 * text.length));
}

export async function copy(text, region) {
  try {
    await navigator.clipboard.writeText(text);
    toast(region, say("copied"));
  } catch {
    toast(region, say("not_copied"));
  }
}

/** Open <details> menus close on Escape, on a click elsewhere, and when something in them was chosen. */
export function closeMenus(except = null) {
  for (const open of document.querySelectorAll("details[open]")) if (open !== except) open.open = false;
}
