/** What a form carried to the server along with itself: the next page of the draft shows that it arrived. */

const note = (paper) => `mitgeschickt:${paper}`;

/** The form of this draft carries what lies on the shelf under this name. */
export function carry(paper, name) {
  try {
    sessionStorage.setItem(note(paper), name);
  } catch {
    // then it is merged once more the next time, which changes nothing
  }
}

/** A later page of the draft is shown: the shelf need not keep it any more. */
export function arrived(paper) {
  try {
    const name = sessionStorage.getItem(note(paper));
    sessionStorage.removeItem(note(paper));
    if (name) localStorage.removeItem(name);
  } catch {
    // nothing could be kept, so nothing is left
  }
}
