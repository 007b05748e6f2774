/**
 * The browser takes text for a page, or an address for a script, from here alone (Trusted Types): the policy of the page
 * refuses any other way. What is parsed here runs nothing; addresses of scripts are this house's own.
 */

const own = (address) => {
  const { href, origin } = new URL(address, location);
  if (origin !== location.origin) throw new TypeError(`${href}: foreign script`);
  return href;
};
const rules = { createHTML: (html) => html, createScriptURL: own };
const policy = globalThis.trustedTypes?.createPolicy("council", rules) ?? rules; // older browsers know no policies

// htmx puts answers of our own server into pages by itself: it asks here, too.
globalThis.htmx?.registerExtension("trusted", { init: ({ initSecurity }) => initSecurity(policy) });

/** Gives the page that some HTML makes, apart from the one in sight: its scripts never run. */
export const pageOf = (html) => new DOMParser().parseFromString(policy.createHTML(html), "text/html");

/** Gives the first element of some HTML. */
export const elementOf = (html) => {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  return template.content.firstElementChild;
};

/** Gives the address of a script of this house in the form that workers are started with; throws TypeError for any other. */
export const scriptOf = (address) => policy.createScriptURL(address);
