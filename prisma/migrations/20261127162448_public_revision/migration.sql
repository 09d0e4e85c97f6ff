-- CreateTable
CREATE TABLE "PublicRevision" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "PublicRevision_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "PublicRevision" ADD CONSTRAINT "PublicRevision_one_row" CHECK ("id" = 1);
INSERT INTO "PublicRevision" DEFAULT VALUES;

-- Pages that were made for one revision are never shown at another. So whatever changes what the public may see renews
-- it, in the same transaction, whoever makes the change. The triggers are deferred: the one row is locked for no longer
-- than a commit takes, when the transaction waits for nothing else any more. The first of a transaction does it for all.
CREATE FUNCTION renew_public_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  present text := pg_current_xact_id()::text;
BEGIN
  IF current_setting('signet.public_revision_renewed_by', true) IS NOT DISTINCT FROM present THEN
    RETURN NULL;
  END IF;
  IF TG_TABLE_NAME <> 'Image' THEN
    -- Who makes the image public at this very moment comes here too: one behind the other, so that one knows of both.
    IF current_setting('signet.public_revision_locked_by', true) IS DISTINCT FROM present THEN
      PERFORM FROM "PublicRevision" FOR UPDATE;
      PERFORM set_config('signet.public_revision_locked_by', present, true);
    END IF;
    PERFORM FROM "Image" WHERE "visibility" = 'public'
      AND "id" = CASE TG_OP WHEN 'DELETE' THEN OLD."imageId" ELSE NEW."imageId" END;
    IF NOT FOUND THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO "PublicRevision" DEFAULT VALUES ON CONFLICT ("id") DO UPDATE SET "revision" = excluded."revision";
  PERFORM set_config('signet.public_revision_renewed_by', present, true);
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER "Image_comes_to_public" AFTER INSERT ON "Image"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW."visibility" = 'public') EXECUTE FUNCTION renew_public_revision();

CREATE CONSTRAINT TRIGGER "Image_changes_for_public" AFTER UPDATE ON "Image"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD."visibility" = 'public' OR NEW."visibility" = 'public') AND OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION renew_public_revision();

CREATE CONSTRAINT TRIGGER "Image_leaves_public" AFTER DELETE ON "Image"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD."visibility" = 'public') EXECUTE FUNCTION renew_public_revision();

CREATE TRIGGER "Image_renews_public_revision" AFTER TRUNCATE ON "Image"
  FOR EACH STATEMENT EXECUTE FUNCTION renew_public_revision();

CREATE CONSTRAINT TRIGGER "Variant_changes_for_public" AFTER INSERT OR UPDATE OR DELETE ON "Variant"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION renew_public_revision();

-- Whether a picture is still to come shows where it leads to none, or away from that; else the variants tell.
CREATE CONSTRAINT TRIGGER "VariantJob_changes_for_public" AFTER UPDATE ON "VariantJob"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD."state" <> NEW."state" AND (OLD."state" IN ('failed', 'none') OR NEW."state" IN ('failed', 'none')))
  EXECUTE FUNCTION renew_public_revision();
