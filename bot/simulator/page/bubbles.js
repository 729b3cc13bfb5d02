// One message as an element. `acts` carries what can be done from a bubble: tap, follow, leaveFor, command, edit, copy.

import { button, element, say } from "./dom.js";

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", spoiler: "span",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

export function dayMark(day) {
  return element("p", { className: "day" }, element("span", { textContent: day }));
}

/** @param message one message of the state  @param source address of the phone's files */
export function bubble(message, acts, source) {
  if (message.notice) return element("p", { className: "notice" }, element("span", { textContent: message.notice }));
  const side = message.mine ? "mine" : "theirs";
  if (message.deleted) return element("p", { className: `gone ${side}`, textContent: say("deleted") });
  const box = element("div", { className: "bubble" }, ...heading(message), ...medium(message, source));
  if (message.text) box.append(words(message, acts));
  box.append(footing(message, acts));
  if (message.mine) box.onclick = () => getSelection().isCollapsed && acts.edit(message);
  if (message.protected) box.classList.add("protected");
  // It takes the focus when the button that had it is gone: the next Tab then goes on from here, not from the top.
  const given = { className: `message ${side}`, tabIndex: -1, attributes: { "aria-label": whoAndWhen(message) } };
  return element("article", given, box, ...keyboard(message, acts));
}

/** What a screen reader says before the words; the eye sees it in the side and the colour. */
function whoAndWhen({ mine, author, time }) {
  return say(mine ? "said_here" : author ? "said_by" : "said_by_other", { author, time });
}

function heading(message) {
  const lines = [];
  if (message.author) {
    const tone = [...message.author].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 5;
    lines.push(element("p", { className: `author tone-${message.bot ? "bot" : tone}`, textContent: message.author }));
  }
  if (message.from) lines.push(element("p", { className: "origin", textContent: message.from, dir: "auto" }));
  if (message.answers) lines.push(element("p", { className: "quoted", textContent: message.answers, dir: "auto" }));
  return lines;
}

function medium(message, source) {
  if (!message.medium) return [];
  if (message.picture) {
    const large = element("a", { href: `${source}/${message.id}`, target: "_blank", rel: "noopener" });
    large.append(element("img", { className: "picture", src: large.href, alt: message.text || message.medium }));
    return [large];
  }
  const name = message.medium_name || message.medium;
  if (!message.file) return [element("p", { className: "medium", textContent: name })];
  return [element("a", { className: "medium", href: `${source}/${message.id}`, download: name, textContent: name })];
}

function footing(message, acts) {
  const line = element("p", { className: "meta" });
  for (const sign of ["silent", "protected", "edited"]) {
    if (message[sign]) line.append(element("span", { className: `sign ${sign}`, textContent: say(sign) }));
  }
  if (message.mine) {
    const edit = button(say("edit"), (event) => { event.stopPropagation(); acts.edit(message); }, "edit");
    line.append(edit);
  }
  line.append(element("time", { textContent: message.time }));
  return line;
}

function keyboard(message, acts) {
  if (!message.rows?.length) return [];
  const rows = message.rows.map((row) => element("div", { className: "row" }, ...row.map((one) => {
    const made = button(one.label, () => press(message, one, acts), `key ${one.style}`);
    if (one.data) made.dataset.tap = `${message.id} ${one.data}`;
    if (one.url) made.classList.add("link");
    made.dir = "auto";
    return made;
  })));
  return [element("div", { className: "rows" }, ...rows)];
}

function press(message, one, acts) {
  if (one.url) follow(one, one.url, acts);
  else if (one.data) acts.tap(message, one.data);
}

function follow(one, url, acts) {
  if (one.opens) acts.follow(url);
  else acts.leaveFor(url);
}

// -- words and their entities (offsets are UTF-16 units, as in JavaScript strings) ------------------------------------

function words(message, acts) {
  const sorted = [...message.entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const whole = { text: message.text, acts };
  return element("div", { className: "text", dir: "auto" }, ...pieces(whole, sorted, 0, message.text.length));
}

function pieces(whole, entities, start, end) {
  const made = [];
  let at = start;
  while (entities.length) {
    const [first, ...rest] = entities;
    const stop = Math.min(first.offset + first.length, end);
    entities = rest.filter((one) => one.offset >= stop);
    if (first.offset < at) continue;
    const inside = rest.filter((one) => one.offset < stop);
    const isBlock = first.type === "pre";
    if (first.offset > at) made.push(between(whole.text.slice(at, first.offset), isBlock));
    made.push(...marked(whole, first, inside, stop));
    at = isBlock && whole.text[stop] === "\n" ? stop + 1 : stop;
  }
  if (at < end) made.push(whole.text.slice(at, end));
  return made;
}

/** A block breaks the line by itself: the line break before it would show as an empty line. */
function between(text, isBeforeBlock) {
  return isBeforeBlock && text.endsWith("\n") ? text.slice(0, -1) : text;
}

function marked(whole, entity, inside, stop) {
  const raw = whole.text.slice(entity.offset, stop);
  const { acts } = whole;
  const children = () => pieces(whole, inside, entity.offset, stop);
  if (entity.type === "pre" || entity.type === "code") return [code(raw, entity.type, acts)];
  if (entity.type === "bot_command") return [button(raw, stopping(() => acts.command(raw)), "inline")];
  if (entity.type === "url" || entity.type === "text_link") {
    const made = button("", stopping(() => follow(entity, entity.url ?? raw, acts)), "inline");
    made.append(...children());
    return [made];
  }
  const tag = PLAIN[entity.type];
  return tag ? [element(tag, { className: entity.type }, ...children())] : children();
}

function stopping(act) {
  return (event) => { event.stopPropagation(); act(); };
}

function code(raw, type, acts) {
  const copier = button(say("copy"), stopping(() => acts.copy(raw)), "copy");
  const text = element("code", { textContent: raw, dir: "auto" });
  return type === "pre"
    ? element("div", { className: "block" }, element("pre", { tabIndex: 0 }, text), copier)
    : element("span", { className: "short" }, text, copier);
}
