/** Says in plain German how much there is, and when. */

const NUMBER = new Intl.NumberFormat("de-DE", { maximumFractionDigits: 1 });

/** Bytes as GB, MB or kB. */
export const size = (bytes) => (bytes >= 1e9 ? `${NUMBER.format(bytes / 1e9)} GB` : small(bytes));

const small = (bytes) => (bytes >= 1e5 ? `${NUMBER.format(bytes / 1e6)} MB` : `${NUMBER.format(Math.ceil(bytes / 1e3))} kB`);

/** A number with its noun: 1 Teil, 3 Teile. */
export const counted = (number, one, many) => `${number === 1 ? one : `${number} ${many}`}`;

const MOMENT = new Intl.DateTimeFormat("de-DE", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
export const moment = (value) => `${MOMENT.format(new Date(value)).replace(" um ", ", ")} Uhr`;

/** What all folders and this browser's other data take up here, and how much there is room for; {} where it is not told. */
export const space = async () => (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
