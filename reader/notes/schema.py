"""The store's schema, as the steps that lead to it. A step that was released is never changed."""

MIGRATIONS = (
    (
        """
        CREATE TABLE stories (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            opened TEXT NOT NULL,
            front TEXT NOT NULL DEFAULT '',
            settings TEXT NOT NULL DEFAULT '{}'
        )
        """,
        """
        CREATE TABLE versions (
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            locator TEXT NOT NULL,
            place INTEGER NOT NULL,
            siglum TEXT NOT NULL,
            name TEXT NOT NULL,
            source TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            start INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (story, locator)
        ) WITHOUT ROWID
        """,
        # The texts that notes were made on: zlib, UTF-8, under the SHA-256 of the text.
        "CREATE TABLE texts (digest TEXT PRIMARY KEY, packed BLOB NOT NULL)",
        """
        CREATE TABLE entries (
            id TEXT PRIMARY KEY,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('note', 'pick')),
            body TEXT NOT NULL,
            created TEXT NOT NULL,
            modified TEXT NOT NULL,
            position INTEGER NOT NULL
        )
        """,
        "CREATE INDEX entries_of_story ON entries (story, position)",
        """
        CREATE TABLE anchors (
            entry TEXT NOT NULL REFERENCES entries ON DELETE CASCADE,
            place INTEGER NOT NULL,
            locator TEXT NOT NULL,
            siglum TEXT NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            exact TEXT NOT NULL,
            prefix TEXT NOT NULL,
            suffix TEXT NOT NULL,
            once INTEGER NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (entry, place)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE marks (
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            letter TEXT NOT NULL,
            anchor TEXT NOT NULL,
            PRIMARY KEY (story, letter)
        ) WITHOUT ROWID
        """,
        # What can be undone (undone = 0, latest first) and redone (undone = 1, earliest first).
        """
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            verb TEXT NOT NULL CHECK (verb IN ('add', 'edit', 'delete')),
            before TEXT,
            after TEXT,
            undone INTEGER NOT NULL DEFAULT 0
        )
        """,
        "CREATE INDEX journal_of_story ON journal (story, undone, id)",
        # Digests of the notes files we wrote, or were about to: by them a hand's changes are noticed.
        """
        CREATE TABLE written (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL
        )
        """,
    ),
    (
        # Links that the reader pinned or cut. Each side is a JSON list of anchors, one a sentence.
        """
        CREATE TABLE decisions (
            id TEXT PRIMARY KEY,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('pin', 'cut')),
            here TEXT NOT NULL,
            there TEXT NOT NULL,
            created TEXT NOT NULL,
            position INTEGER NOT NULL
        )
        """,
        "CREATE INDEX decisions_of_story ON decisions (story, position)",
        # What a change was to: they are undone in the order in which they were made, whatever they are.
        """
        ALTER TABLE journal ADD COLUMN subject TEXT NOT NULL DEFAULT 'entry' CHECK (subject IN ('entry', 'decision'))
        """,
    ),
    (
        # Notes that are being written, two seconds old at most. `entry` is the note that is being edited, or empty;
        # `base` is what that said when the draft was begun.
        """
        CREATE TABLE drafts (
            id TEXT PRIMARY KEY,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            entry TEXT NOT NULL,
            base TEXT NOT NULL,
            body TEXT NOT NULL,
            anchors TEXT NOT NULL,
            written TEXT NOT NULL
        )
        """,
    ),
    (
        # What kind of note a note is; the column `kind` goes on telling notes from picks.
        """
        ALTER TABLE entries ADD COLUMN sort TEXT NOT NULL DEFAULT 'note'
        CHECK (sort IN ('note', 'question', 'doubt', 'quote'))
        """,
        # The words of all entries and of the passages they are on, to be searched; triggers keep it current.
        """
        CREATE VIRTUAL TABLE words
        USING fts5(entry UNINDEXED, body, quoted, tokenize='unicode61 remove_diacritics 2')
        """,
        """
        INSERT INTO words (entry, body, quoted)
        SELECT id, body, coalesce((SELECT group_concat(exact, ' ') FROM anchors WHERE entry = id), '') FROM entries
        """,
        """
        CREATE TRIGGER words_of_new AFTER INSERT ON entries BEGIN
            INSERT INTO words (entry, body, quoted) VALUES (new.id, new.body, '');
        END
        """,
        """
        CREATE TRIGGER words_of_edited AFTER UPDATE OF body ON entries BEGIN
            UPDATE words SET body = new.body WHERE entry = new.id;
        END
        """,
        """
        CREATE TRIGGER words_of_deleted AFTER DELETE ON entries BEGIN
            DELETE FROM words WHERE entry = old.id;
        END
        """,
        """
        CREATE TRIGGER words_of_anchored AFTER INSERT ON anchors BEGIN
            UPDATE words SET quoted = quoted || ' ' || new.exact WHERE entry = new.entry;
        END
        """,
    ),
    (
        # What the reader says that paragraphs are for. `anchor` is the whole paragraph, as JSON.
        """
        CREATE TABLE roles (
            id TEXT PRIMARY KEY,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            role TEXT NOT NULL,
            anchor TEXT NOT NULL,
            created TEXT NOT NULL,
            position INTEGER NOT NULL
        )
        """,
        "CREATE INDEX roles_of_story ON roles (story, position)",
        # A change can be to a role too: what a column may hold is changed by a new table only.
        """
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            verb TEXT NOT NULL CHECK (verb IN ('add', 'edit', 'delete')),
            before TEXT,
            after TEXT,
            undone INTEGER NOT NULL DEFAULT 0,
            subject TEXT NOT NULL DEFAULT 'entry' CHECK (subject IN ('entry', 'decision', 'role'))
        )
        """,
        """
        INSERT INTO changes (id, story, verb, before, after, undone, subject)
        SELECT id, story, verb, before, after, undone, subject FROM journal
        """,
        "DROP TABLE journal",
        "ALTER TABLE changes RENAME TO journal",
        "CREATE INDEX journal_of_story ON journal (story, undone, id)",
    ),
)
"""For each schema version from 1 on, the statements that lead to it from the one before."""
