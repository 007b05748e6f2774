/** Turns what a word processor puts on the clipboard into our plain marks: headings, numbered points, bullets, paragraphs. */

import { pageOf } from "../trusted.js";

const SILENT = new Set(["SCRIPT", "STYLE", "TITLE", "META", "LINK", "HEAD", "TEMPLATE", "SVG", "OBJECT", "IFRAME"]);
const PARTS = new Set(["P", "DIV", "SECTION", "ARTICLE", "BLOCKQUOTE", "TABLE", "TR", "UL", "OL", "LI", "H1", "H2", "H3", "H4", "H5", "H6"]);

/** Takes the structured text out of a paste into a field that wants it; nothing where the browser pastes as ever. */
export function taken(event) {
  const html = "structured" in event.target.dataset && event.clipboardData?.getData("text/html");
  const text = html && structured(html);
  if (text) event.preventDefault();
  return text || "";
}

/** Puts text in place of what is selected in a field. */
export function put(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Gives the text of HTML with its structure; everything else (fonts, colours, pictures, comments) is dropped. */
function structured(html) {
  const page = pageOf(unstyled(html));
  const parts = [];
  walk(page.body, parts);
  return parts
    .filter(({ text }) => text)
    .map(({ text, tight }, index) => (index ? (tight && parts.filter((part) => part.text)[index - 1].tight ? "\n" : "\n\n") : "") + text)
    .join("");
}

// The content policy of the page holds for parsed text, too: styles are renamed before anything could apply them.
function unstyled(html) {
  return html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(<[^<>]*?\s)style(\s*=)/gi, "$1data-style$2");
}

function walk(node, parts) {
  for (const child of node.children) {
    if (SILENT.has(child.tagName)) continue;
    if (/^H[1-6]$/.test(child.tagName)) parts.push({ text: mark("### ", words(child)) });
    else if (child.tagName === "UL" || child.tagName === "OL") list(child, parts, 0);
    else if (child.tagName === "TR") parts.push({ text: [...child.cells].map(words).filter(Boolean).join(" – ") });
    else if (isOffice(child)) parts.push({ text: officeItem(child), tight: true });
    else if (child.querySelector([...PARTS].join(","))) mixed(child, parts);
    else parts.push({ text: words(child) });
  }
  if (!node.children.length && node.tagName === "BODY") parts.push({ text: words(node) });
}

// Running text beside paragraphs, as some programs write it.
function mixed(node, parts) {
  let loose = document.createElement("p");
  const flush = () => {
    parts.push({ text: words(loose) });
    loose = document.createElement("p");
  };
  for (const child of [...node.childNodes]) {
    if (child.nodeType === Node.ELEMENT_NODE && (PARTS.has(child.tagName) || child.querySelector([...PARTS].join(",")))) {
      flush();
      const box = document.createElement("div");
      box.append(child.cloneNode(true));
      walk(box, parts);
    } else loose.append(child.cloneNode(true));
  }
  flush();
}

function list(node, parts, depth) {
  let number = Number(node.getAttribute("start") ?? 1);
  for (const item of node.children) {
    if (item.tagName !== "LI") continue;
    const own = item.cloneNode(true);
    for (const inner of own.querySelectorAll("ul, ol")) inner.remove();
    const label = node.tagName === "UL" ? "- " : depth % 2 ? `${String.fromCharCode(96 + Math.min(number, 26))}) ` : `${number}. `;
    parts.push({ text: mark(label, words(own)), tight: true });
    for (const inner of item.querySelectorAll(":scope > ul, :scope > ol")) list(inner, parts, depth + 1);
    number += 1;
  }
}

// Word writes list items as paragraphs; the mark stands in a part that says "Ignore".
function isOffice(node) {
  return node.tagName === "P" && /mso-list\s*:/i.test(node.dataset.style ?? "");
}

function officeItem(node) {
  const own = node.cloneNode(true);
  const sign = own.querySelector("[data-style*='mso-list:Ignore' i], [data-style*='mso-list: Ignore' i]");
  const shown = (sign?.textContent ?? "").replace(/\s/g, "");
  sign?.remove();
  const label = /^(\d{1,3}[.)]|[a-z]\))$/i.test(shown) ? `${shown} ` : "- ";
  return mark(label, words(own));
}

const mark = (label, text) => (text ? label + text : "");

function words(node) {
  const own = node.cloneNode(true);
  for (const silent of own.querySelectorAll([...SILENT].join(","))) silent.remove();
  for (const line of own.querySelectorAll("br")) line.replaceWith("\u2028");
  return own.textContent
    .replace(/[ \t\r\n\f]+/g, " ")
    .split("\u2028")
    .map((line) => line.trim())
    .filter(Boolean)
    .join("\n");
}
