"""The demo town Falkenbrück: invented from first to last, and rich enough to show every feature.

The town is written as plain files, one for each noun; `content` reads them into `nouns`, `agenda` composes the agendas
from them, `loader` takes everything in through the acts (`intake`, noun by noun).

    town.toml        name, legislative terms, places, the base Monday
    bodies.toml      assembly, committees, factions, Magistrat, offices, boards (kinds of council.states.BodyKind)
    districts.toml   the 23 districts; each has a district council "ortsbeirat-<key>"
    people.toml      everyone, by key "family-given"
    seats.toml       who sits where, by term; who sits in a faction sits in the assembly
    accounts.toml    the demo people who can sign in, and whom they are
    meetings.toml    series of meetings, and agenda items that have no paper
    papers/*.txt     one paper each: facts between two lines "+++" (TOML), then its text
    inquiries/*.toml one inquiry each: questions, passages of the answer, follow-ups
    minutes/*.txt    what was said: facts, then one section for each agenda item (heading: a paper's key or the item's title)
    administration.toml  what Magistrat, offices and district councils are writing and bring in
    ways.toml        referrals and hearings of papers that are still on their way
    notes.toml       notes on passages, by circle

**Days** are counted from the base Monday: "-5 Mo" is the Monday five weeks before it, "3 Do" a Thursday three weeks later;
"gestern", "heute" and "morgen" are meant as they say. Loading moves the base Monday to the Monday of the current week, so
that there is always a meeting yesterday, one today and several to come. Legislative terms do not move.

**Texts** may contain {Jahr}, {Jahr+1}, {Jahr-2} (the year of the base Monday), a day as {3 Mo} and the reference of
another paper as {ref radweg-hafenstrasse}.

**Meetings** are named by body and week: "stavo -5", "finanzen gestern". A paper's `[[step]]` names the meeting (or only the
body, while no meeting is fixed), the role, and what came of it: a code of council.states.Result and votes.

**Votes** are written "GS 18-0-1, BU 0-13-0-1": letters of the faction, then yes-no-abstained(-absent). Where factions do not
count, as in a district council, there are only the three numbers.
"""
