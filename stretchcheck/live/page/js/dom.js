/* Knows how to make and change elements; text from the server only ever becomes text, never HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** An element: `on…` become listeners, `text` its words, true/false attributes are set or left out. */
export function el(tag, given = {}, ...children) {
  return furnish(document.createElement(tag), given, children);
}

/** The same for a drawing. */
export function svg(tag, given = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), given, children);
}

function furnish(node, given, children) {
  for (const [name, value] of Object.entries(given)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else attribute(node, name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** Writes an attribute only when it changes; null, undefined and false take it away. */
export function attribute(node, name, value) {
  const wanted = value === true ? "" : value;
  if (wanted === null || wanted === undefined || wanted === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(wanted)) node.setAttribute(name, String(wanted));
}

/** Writes words only when they change, so that screen readers and selections are left in peace. */
export function words(node, text) {
  const wanted = text ?? "";
  if (node.textContent !== wanted) node.textContent = wanted;
}

/** Shows or hides. */
export function shown(node, visible) {
  if (node.hidden === visible) node.hidden = !visible;
}

/**
 * Keeps one child of `parent` for each item, by index: makes missing ones, drops spare ones, updates all.
 * `make(index)` returns {root, update(item, index)}; rows stay in place, so that focus stays too.
 */
export function rows(parent, make) {
  const made = [];
  return (items) => {
    while (made.length > items.length) made.pop().root.remove();
    while (made.length < items.length) {
      const row = make(made.length);
      made.push(row);
      parent.append(row.root);
    }
    items.forEach((item, index) => made[index].update(item, index));
    return made;
  };
}

let lastId = 0;

/** A name for `id`, `for` and `aria-…` that nothing else on the page has. */
export function freshId(stem) {
  lastId += 1;
  return `${stem}-${lastId}`;
}

/** A button; `kind` is "primary", "plain", "quiet" or "danger". */
export function button(text, onclick, { kind = "plain", ...rest } = {}) {
  return el("button", { type: "button", class: `button ${kind}`, text, onclick, ...rest });
}

/** Seconds as people say them: 45 s, 1 min 30 s. */
export function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return rest ? `${Math.floor(whole / 60)} min ${rest} s` : `${whole / 60} min`;
}
