/** Makes elements: `make("p", {class: "small"}, "text", other)`; an attribute that is false or null is left out. */

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button that looks like all others. */
export const button = (label, onclick, { kind = "secondary", ...more } = {}) =>
  make("button", { type: "button", class: `kern-btn kern-btn--${kind}`, onclick, ...more }, make("span", { class: "kern-label" }, label));

/** A link that looks like a button. */
export const link = (label, href, { kind = "secondary", ...more } = {}) =>
  make("a", { class: `kern-btn kern-btn--${kind}`, href, ...more }, make("span", { class: "kern-label" }, label));
