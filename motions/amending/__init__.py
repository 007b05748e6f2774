"""The rooms behind `motions.drafting`: edits and their places, composing, deriving, weighing, merging, notation."""
