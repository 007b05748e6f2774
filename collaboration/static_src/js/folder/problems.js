/** What can go wrong in a folder, and the sentence for it. */

/** What hinders a load, with the sentence to show. */
export class Hindered extends Error {}

const FULL = "Auf diesem Gerät ist nicht genug Platz. Löschen Sie eine ältere Mappe und versuchen Sie es noch einmal.";
const OTHER = "Das ist auf diesem Gerät nicht gelungen. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.";

/** The sentence for whoever sits before the device; what nobody foresaw goes to the console. */
export function sentenceOf(problem) {
  if (problem instanceof Hindered) return problem.message;
  if (problem?.name === "QuotaExceededError") return FULL;
  console.warn(problem);
  return OTHER;
}
