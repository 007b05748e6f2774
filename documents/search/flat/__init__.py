"""A Whoosh index whose posting lists are flat arrays, read where they lie on disk and weighed as a whole with numpy.

Everything goes through Whoosh's own extension points (a codec, a writer, field types), and Whoosh's own searcher can
read the index; why, says decision record 0012.

`forms`: the words of all texts, each analysed once. `batch`: many documents inverted at once. `postings`: posting lists
in memory, and how several become one. `field`: how they lie in a file, and how terms are found. `codec`: how Whoosh
sees them. `writer`: a batch turned into a segment. `facts`: what hits are filtered by. `leaf`: one segment, with all
that is kept of it. `matching`: which documents of a segment match, and how well. `half`: a whole index of several
segments.
"""
