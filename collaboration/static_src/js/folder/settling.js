/** What a person decides on notes that could not be sent: try again, throw away, or choose among two texts. */

import { sentenceOf } from "./problems.js";
import { again, choose, drop } from "./writing.js";

/**
 * @param {{after: () => Promise<void>, fail: (sentence: string) => void}} what follows a decision, and where a problem is told
 */
export function settling({ after, fail }) {
  const decide = (work) => work().then(after).catch((problem) => fail(sentenceOf(problem)));
  return {
    discard: async (change) => {
      if (!change.content.text || confirm("Diesen Text verwerfen? Er steht nur auf diesem Gerät.")) await decide(() => drop(change));
    },
    again: (change) => decide(() => again(change)),
    choose: (change, choice) => decide(() => choose(change, choice)),
  };
}
