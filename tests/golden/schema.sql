CREATE TABLE "register" (
  -- One row: which register this is.
  "one" INTEGER PRIMARY KEY CHECK ("one" = 1),
  -- Sixteen random bytes; the key file and the anchor name the same.
  "id" BLOB NOT NULL CHECK (length("id") = 16),
  -- Unix milliseconds.
  "made_at" INTEGER NOT NULL CHECK ("made_at" >= 0),
  -- Where the anchor file is, or NULL where none was asked for.
  "anchor" TEXT,
  -- The name of the log, which its origin begins with.
  "name" TEXT NOT NULL
) STRICT;

CREATE TRIGGER "register_once" BEFORE INSERT ON "register"
  WHEN EXISTS (SELECT 1 FROM "register")
  BEGIN SELECT RAISE(ROLLBACK, 'register: named'); END;

CREATE TRIGGER "register_stays" BEFORE UPDATE ON "register"
  BEGIN SELECT RAISE(ROLLBACK, 'register: named'); END;

CREATE TRIGGER "register_last" BEFORE DELETE ON "register"
  BEGIN SELECT RAISE(ROLLBACK, 'register: named'); END;

CREATE TABLE "incarnations" (
  -- The histories of the log after the first, one begun at each lawful restore and signed under an origin of
  -- its own, and the event by which two persons began it.
  "incarnation" INTEGER PRIMARY KEY CHECK ("incarnation" >= 2),
  "seq" INTEGER NOT NULL CHECK ("seq" >= 0)
) STRICT;

CREATE TRIGGER "incarnations_only_grow" BEFORE INSERT ON "incarnations"
  WHEN NEW."incarnation" <= (SELECT coalesce(max("incarnation"), 1) FROM "incarnations")
  BEGIN SELECT RAISE(ROLLBACK, 'incarnations: append-only'); END;

CREATE TRIGGER "incarnations_stay" BEFORE UPDATE ON "incarnations"
  BEGIN SELECT RAISE(ROLLBACK, 'incarnations: append-only'); END;

CREATE TRIGGER "incarnations_last" BEFORE DELETE ON "incarnations"
  BEGIN SELECT RAISE(ROLLBACK, 'incarnations: append-only'); END;

CREATE TABLE "erasures" (
  -- Records that were erased, by their random ids, and the event that erased them. The digests of their
  -- versions stay; a backup is brought up to this list when it is restored.
  "record_id" BLOB PRIMARY KEY CHECK (length("record_id") = 16),
  "entry_id" BLOB NOT NULL CHECK (length("entry_id") = 16),
  "seq" INTEGER NOT NULL CHECK ("seq" >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER "erasures_stay" BEFORE UPDATE ON "erasures"
  BEGIN SELECT RAISE(ROLLBACK, 'erasures: append-only'); END;

CREATE TRIGGER "erasures_last" BEFORE DELETE ON "erasures"
  BEGIN SELECT RAISE(ROLLBACK, 'erasures: append-only'); END;

CREATE TABLE "records" (
  "place" INTEGER PRIMARY KEY,
  -- The record, and the entry it belongs to (an entry belongs to itself, an account to itself).
  "id" BLOB NOT NULL,
  "entry_id" BLOB NOT NULL,
  -- model::Kind's number.
  "kind" INTEGER NOT NULL CHECK ("kind" BETWEEN 1 AND 255),
  -- 1, 2, 3 ...; the greatest is the present, the others are history.
  "version" INTEGER NOT NULL CHECK ("version" >= 1),
  -- Unix milliseconds; never less than the version before.
  "recorded_at" INTEGER NOT NULL CHECK ("recorded_at" >= 0),
  -- The audit event that wrote it; audit_versions says the same. No foreign key: for each new event the
  -- engine would look through all records for one that had waited for it.
  "seq" INTEGER NOT NULL CHECK ("seq" >= 0),
  -- Salt of the digest that the event commits to.
  "salt" BLOB NOT NULL,
  -- JSON text, exactly as validated and hashed.
  "document" TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX "records_by_id" ON "records" ("id", "version");

CREATE INDEX "records_by_entry" ON "records" ("entry_id", "kind", "id", "version");

CREATE TRIGGER "records_only_grow" BEFORE INSERT ON "records"
  WHEN NEW."version" IS NOT (SELECT coalesce(max("version"), 0) + 1 FROM "records" WHERE "id" = NEW."id")
  BEGIN SELECT RAISE(ROLLBACK, 'records: version'); END;

CREATE TRIGGER "records_stay" BEFORE UPDATE ON "records"
  BEGIN SELECT RAISE(ROLLBACK, 'records: append-only'); END;

CREATE TRIGGER "records_last" BEFORE DELETE ON "records"
  WHEN NOT EXISTS (SELECT 1 FROM "erasures" WHERE "record_id" = OLD."id")
  BEGIN SELECT RAISE(ROLLBACK, 'records: append-only'); END;

CREATE TABLE "identifiers" (
  -- model::identifier::Scheme's number, and the canonical value.
  "scheme" INTEGER NOT NULL,
  "value" TEXT NOT NULL,
  "entry_id" BLOB NOT NULL CHECK (length("entry_id") = 16),
  PRIMARY KEY ("scheme", "value", "entry_id")
) STRICT, WITHOUT ROWID;

CREATE INDEX "identifiers_by_entry" ON "identifiers" ("entry_id");

CREATE TABLE "diary" (
  -- The record that asks for something by a day, and which of its items it is.
  "record_id" BLOB NOT NULL CHECK (length("record_id") = 16),
  "item" INTEGER NOT NULL,
  "entry_id" BLOB NOT NULL CHECK (length("entry_id") = 16),
  -- The day on which it stands in the diary, YYYY-MM-DD.
  "day" TEXT NOT NULL CHECK (length("day") = 10),
  -- The managing force's code.
  "force" TEXT NOT NULL,
  -- The managing team, and the accounts whose matter it is: the entry's manager and supervisor, and
  -- the owner of a review. NULL where there is none.
  "team" TEXT,
  "manager" BLOB,
  "supervisor" BLOB,
  "owner" BLOB,
  PRIMARY KEY ("record_id", "item")
) STRICT, WITHOUT ROWID;

CREATE INDEX "diary_by_day" ON "diary" ("day", "record_id", "item");

CREATE INDEX "diary_by_force" ON "diary" ("force", "day", "record_id", "item");

CREATE INDEX "diary_by_team" ON "diary" ("team", "day", "record_id", "item") WHERE "team" IS NOT NULL;

CREATE INDEX "diary_by_manager" ON "diary" ("manager", "day", "record_id", "item") WHERE "manager" IS NOT NULL;

CREATE INDEX "diary_by_supervisor" ON "diary" ("supervisor", "day", "record_id", "item")
  WHERE "supervisor" IS NOT NULL;

CREATE INDEX "diary_by_owner" ON "diary" ("owner", "day", "record_id", "item") WHERE "owner" IS NOT NULL;

CREATE INDEX "diary_by_entry" ON "diary" ("entry_id");

CREATE TABLE "diary_state" (
  -- One row: what the whole diary was last made with. Where it is not what is in force, pages say so.
  "one" INTEGER PRIMARY KEY CHECK ("one" = 1),
  -- The version of the policy; 0 for the one that is built in.
  "policy" INTEGER NOT NULL CHECK ("policy" >= 0),
  -- The rules and their versions.
  "rules" TEXT NOT NULL
) STRICT;

CREATE TABLE "changes" (
  -- Counts the changes that memories (screening, accounts) must follow.
  "n" INTEGER PRIMARY KEY,
  "kind" INTEGER NOT NULL,
  "record_id" BLOB NOT NULL CHECK (length("record_id") = 16)
) STRICT;

CREATE TABLE "packed_parts" (
  -- The screening index as one process built it, for the others: parts of a lot, in their order.
  "lot" INTEGER NOT NULL,
  "part" INTEGER NOT NULL,
  "bytes" BLOB NOT NULL,
  PRIMARY KEY ("lot", "part")
) STRICT;

CREATE TABLE "packed_head" (
  -- One row, where a lot is whole. It goes with the first entry that is erased.
  "one" INTEGER PRIMARY KEY CHECK ("one" = 1),
  "lot" INTEGER NOT NULL,
  "parts" INTEGER NOT NULL,
  -- The sources that it was made by; other code does not read it.
  "made_by" TEXT NOT NULL,
  -- How long the log was: what those events wrote is in it.
  "size" INTEGER NOT NULL CHECK ("size" >= 0),
  -- Over the log's root at that length, and the parts.
  "digest" BLOB NOT NULL CHECK (length("digest") = 32)
) STRICT;

CREATE TABLE "account_names" (
  -- Keyed digest of the folded name.
  "name" BLOB PRIMARY KEY CHECK (length("name") = 32),
  "account_id" BLOB NOT NULL UNIQUE CHECK (length("account_id") = 16)
) STRICT, WITHOUT ROWID;

CREATE TABLE "credentials" (
  "account_id" BLOB PRIMARY KEY CHECK (length("account_id") = 16),
  -- Argon2id in PHC form.
  "password" TEXT NOT NULL,
  -- Unix milliseconds.
  "changed_at" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE "throttle" (
  -- Keyed digest of the folded name that was tried, known or not.
  "name" BLOB PRIMARY KEY CHECK (length("name") = 32),
  "failures" INTEGER NOT NULL CHECK ("failures" >= 0),
  -- Unix milliseconds.
  "last_failure_at" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE "restrictions" (
  -- Whom a restricted entry lets through: 'a' and an account's id, or 't' and a team's reference. An entry
  -- without a line is open. Made again from the records by a rebuild.
  "entry_id" BLOB NOT NULL CHECK (length("entry_id") = 16),
  "lets" BLOB NOT NULL,
  PRIMARY KEY ("entry_id", "lets")
) STRICT, WITHOUT ROWID;

CREATE TABLE "conflicts" (
  -- What an account's holder declared: keyed digests, each with its kind (access::conflict::Own).
  "account_id" BLOB NOT NULL CHECK (length("account_id") = 16),
  "digest" BLOB NOT NULL CHECK (length("digest") = 32),
  "kind" INTEGER NOT NULL,
  PRIMARY KEY ("account_id", "digest")
) STRICT, WITHOUT ROWID;

CREATE TABLE "glasses" (
  -- A break-glass access: the event that began it, who and in which sign-in.
  "start" INTEGER PRIMARY KEY CHECK ("start" >= 0),
  "account_id" BLOB NOT NULL CHECK (length("account_id") = 16),
  "session_id" BLOB NOT NULL CHECK (length("session_id") = 16),
  -- The entry that it opens; NULL for one search.
  "entry_id" BLOB CHECK (length("entry_id") = 16),
  -- Unix milliseconds from which on it opens nothing, and what the wall clock showed when it was broken.
  "until" INTEGER NOT NULL,
  "clock" INTEGER NOT NULL,
  -- The event that ended it.
  "ended_by" INTEGER,
  -- The last day for its review, YYYY-MM-DD, and the event that reviewed it.
  "review_due" TEXT NOT NULL CHECK (length("review_due") = 10),
  "reviewed_by" INTEGER
) STRICT;

CREATE TABLE "alerts" (
  -- What somebody should look at: the event, the view (access::watch::Watch), the entry or zeros.
  "seq" INTEGER NOT NULL,
  "watch" INTEGER NOT NULL,
  "entry_id" BLOB NOT NULL CHECK (length("entry_id") = 16),
  PRIMARY KEY ("seq", "watch", "entry_id")
) STRICT, WITHOUT ROWID;

CREATE TABLE "findings" (
  -- What a view showed as a finding: the event, the view, and the event that showed it first.
  "seq" INTEGER NOT NULL,
  "watch" INTEGER NOT NULL,
  "shown_by" INTEGER NOT NULL,
  -- The event by which somebody who looked at it said what it came to.
  "reviewed_by" INTEGER,
  PRIMARY KEY ("seq", "watch")
) STRICT, WITHOUT ROWID;

CREATE TABLE "requests" (
  -- The event that asked for something that two persons guard; what it asks for is an opening of it.
  "seq" INTEGER PRIMARY KEY CHECK ("seq" >= 0),
  -- Digest of the exact operation.
  "digest" BLOB NOT NULL CHECK (length("digest") = 32),
  -- What the wall clock showed when it was asked for, in Unix milliseconds.
  "clock" INTEGER NOT NULL,
  -- The event by which a second person agreed.
  "approved_by" INTEGER,
  -- The event that did it, declined it or withdrew it.
  "closed_by" INTEGER
) STRICT;

CREATE INDEX "requests_by_digest" ON "requests" ("digest");

CREATE TABLE "audit_events" (
  -- The leaf's position in the log's tree.
  "seq" INTEGER PRIMARY KEY CHECK ("seq" >= 0),
  -- audit::event in its canonical encoding. Lengths are checked where rows are read: a function in a
  -- CHECK, beside a trigger, would make the engine journal each page that an insert changes.
  "envelope" BLOB NOT NULL,
  -- Salt of the record references, and the records themselves, sixteen bytes each, in their order; NULL where
  -- the event names none.
  "salt" BLOB,
  "records" BLOB
) STRICT;

CREATE TRIGGER "audit_events_only_grow" BEFORE INSERT ON "audit_events"
  -- A row without a number of its own shows as -1 here and gets the next one.
  WHEN NEW."seq" IS NOT -1 AND NEW."seq" IS NOT (SELECT coalesce(max("seq"), -1) + 1 FROM "audit_events")
  BEGIN SELECT RAISE(ROLLBACK, 'audit: seq'); END;

CREATE TRIGGER "audit_events_stay" BEFORE UPDATE ON "audit_events"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TRIGGER "audit_events_last" BEFORE DELETE ON "audit_events"
  WHEN OLD."seq" >= coalesce((SELECT "first" FROM "audit_floor"), 0)
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TABLE "audit_floor" (
  -- One row, once the log was pruned: the first event that is kept, and the event that pruned those before.
  "one" INTEGER PRIMARY KEY CHECK ("one" = 1),
  "first" INTEGER NOT NULL CHECK ("first" >= 1),
  "by" INTEGER NOT NULL CHECK ("by" >= "first")
) STRICT;

CREATE TRIGGER "audit_floor_rises" BEFORE UPDATE ON "audit_floor"
  WHEN NEW."first" <= OLD."first" OR NEW."by" <= OLD."by"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: floor'); END;

CREATE TRIGGER "audit_floor_last" BEFORE DELETE ON "audit_floor"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: floor'); END;

CREATE TABLE "audit_nodes" (
  -- Position in the stored-hash layout of audit::tree.
  "place" INTEGER PRIMARY KEY CHECK ("place" >= 0),
  "hash" BLOB NOT NULL
) STRICT;

CREATE TRIGGER "audit_nodes_only_grow" BEFORE INSERT ON "audit_nodes"
  WHEN NEW."place" IS NOT -1 AND NEW."place" IS NOT (SELECT coalesce(max("place"), -1) + 1 FROM "audit_nodes")
  BEGIN SELECT RAISE(ROLLBACK, 'audit: node'); END;

CREATE TRIGGER "audit_nodes_stay" BEFORE UPDATE ON "audit_nodes"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TRIGGER "audit_nodes_last" BEFORE DELETE ON "audit_nodes"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TABLE "audit_keys" (
  -- The keys that signed checkpoints: the event from which on each did, the last one does.
  "since_seq" INTEGER PRIMARY KEY CHECK ("since_seq" >= 0),
  -- Ed25519.
  "public" BLOB NOT NULL CHECK (length("public") = 32),
  -- The seed, wrapped under a key made from the master key; NULL where the host signs.
  "wrapped" BLOB CHECK (length("wrapped") = 40)
) STRICT;

CREATE TRIGGER "audit_keys_stay" BEFORE UPDATE ON "audit_keys"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TRIGGER "audit_keys_last" BEFORE DELETE ON "audit_keys"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TABLE "audit_checkpoints" (
  -- How many events it covers.
  "size" INTEGER PRIMARY KEY CHECK ("size" >= 1),
  -- The signed note, without the lines of witnesses.
  "note" TEXT NOT NULL
) STRICT;

CREATE TRIGGER "audit_checkpoints_stay" BEFORE UPDATE ON "audit_checkpoints"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TRIGGER "audit_checkpoints_last" BEFORE DELETE ON "audit_checkpoints"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TABLE "audit_cosignatures" (
  -- Signature lines of witnesses under a checkpoint.
  "size" INTEGER NOT NULL,
  "line" TEXT NOT NULL,
  PRIMARY KEY ("size", "line")
) STRICT, WITHOUT ROWID;

CREATE TABLE "audit_versions" (
  -- What each alteration event said of each record version it wrote.
  "record_id" BLOB NOT NULL,
  "version" INTEGER NOT NULL CHECK ("version" >= 1),
  "seq" INTEGER NOT NULL,
  "digest" BLOB NOT NULL,
  PRIMARY KEY ("record_id", "version")
) STRICT, WITHOUT ROWID;

CREATE TRIGGER "audit_versions_only_grow" BEFORE INSERT ON "audit_versions"
  WHEN NEW."version" IS NOT
    (SELECT coalesce(max("version"), 0) + 1 FROM "audit_versions" WHERE "record_id" = NEW."record_id")
  BEGIN SELECT RAISE(ROLLBACK, 'audit: version'); END;

CREATE TRIGGER "audit_versions_stay" BEFORE UPDATE ON "audit_versions"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TRIGGER "audit_versions_last" BEFORE DELETE ON "audit_versions"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TABLE "audit_facts" (
  -- What each event said of something that is no record (audit::facts): an account's password or declaration,
  -- a request closed, a glass broken, mended or reviewed, an alert. By digests; the event commits to them.
  "about" BLOB NOT NULL,
  "kind" INTEGER NOT NULL CHECK ("kind" BETWEEN 1 AND 255),
  "seq" INTEGER NOT NULL,
  "digest" BLOB NOT NULL,
  PRIMARY KEY ("about", "kind", "seq")
) STRICT, WITHOUT ROWID;

CREATE INDEX "audit_facts_by_event" ON "audit_facts" ("seq");

CREATE TRIGGER "audit_facts_only_grow" BEFORE INSERT ON "audit_facts"
  WHEN NEW."seq" <= (SELECT coalesce(max("seq"), -1) FROM "audit_facts"
    WHERE "about" = NEW."about" AND "kind" = NEW."kind")
  BEGIN SELECT RAISE(ROLLBACK, 'audit: fact'); END;

CREATE TRIGGER "audit_facts_stay" BEFORE UPDATE ON "audit_facts"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TRIGGER "audit_facts_last" BEFORE DELETE ON "audit_facts"
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TABLE "audit_heads" (
  -- One row: the sums over the present of all records and facts (audit::heads) when the log was that long, sealed. Who
  -- opens the register reads the events since, and not all. An older row put back is right, only longer ago.
  "one" INTEGER PRIMARY KEY CHECK ("one" = 1),
  "size" INTEGER NOT NULL CHECK ("size" >= 0),
  "sums" BLOB NOT NULL,
  "seal" BLOB NOT NULL CHECK (length("seal") = 32)
) STRICT;

CREATE TABLE "audit_fields" (
  -- Openings of an event's personal parts; salt and value can be erased, the digest stays.
  "seq" INTEGER NOT NULL,
  "field" INTEGER NOT NULL CHECK ("field" BETWEEN 1 AND 255),
  "digest" BLOB NOT NULL CHECK (length("digest") = 32),
  "salt" BLOB CHECK (length("salt") = 32),
  "value" TEXT,
  -- The erasure event, where the opening was erased.
  "erased_by" INTEGER CHECK (("erased_by" IS NULL) = ("salt" IS NOT NULL)),
  PRIMARY KEY ("seq", "field")
) STRICT, WITHOUT ROWID;

CREATE TRIGGER "audit_fields_stay" BEFORE UPDATE ON "audit_fields"
  -- What is erased is said of a person: audit::commitment::Field::is_personal.
  WHEN NEW."erased_by" IS NULL OR OLD."erased_by" IS NOT NULL OR OLD."field" BETWEEN 9 AND 13
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TRIGGER "audit_fields_last" BEFORE DELETE ON "audit_fields"
  WHEN OLD."seq" >= coalesce((SELECT "first" FROM "audit_floor"), 0)
  BEGIN SELECT RAISE(ROLLBACK, 'audit: append-only'); END;

CREATE TABLE "audit_references" (
  -- Who saw or touched this record: the events. An index of what the events name.
  "record_id" BLOB NOT NULL CHECK (length("record_id") = 16),
  "seq" INTEGER NOT NULL,
  PRIMARY KEY ("record_id", "seq")
) STRICT, WITHOUT ROWID;
