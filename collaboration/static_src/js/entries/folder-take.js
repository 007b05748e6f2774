/** The folder's box on a meeting's page. */

import { shelve } from "../folder/shelf.js";

for (const root of document.querySelectorAll("[data-folder-of]")) shelve(root, root.dataset.folderOf);
