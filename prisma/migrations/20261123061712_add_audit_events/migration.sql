-- CreateEnum
CREATE TYPE "AuditActor" AS ENUM ('person', 'program', 'anonymous', 'system');

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actorKind" "AuditActor" NOT NULL,
    "actorId" UUID,
    "apiKeyId" UUID,
    "action" TEXT NOT NULL,
    "imageId" UUID,
    "until" TIMESTAMPTZ(3),
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AuditEvent_at_id_idx" ON "AuditEvent"("at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_imageId_at_id_idx" ON "AuditEvent"("imageId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_actorId_at_id_idx" ON "AuditEvent"("actorId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_action_at_id_idx" ON "AuditEvent"("action", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_imageId_until_idx" ON "AuditEvent"("imageId", "until");


-- Changes are recorded by triggers, in the transaction of the change: whoever makes it, a line of SQL in psql included.
-- Who asked for it stands in the setting `signet.actor` of that transaction: {"kind", "id", "apiKeyId", "reason"}.

CREATE FUNCTION audit_actor(owner uuid, OUT "kind" "AuditActor", OUT "id" uuid, OUT "apiKeyId" uuid, OUT more jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  -- Empty once a transaction that set it is over.
  told jsonb := nullif(current_setting('signet.actor', true), '')::jsonb;
BEGIN
  more := '{}';
  IF told IS NOT NULL THEN
    "kind" := (told ->> 'kind')::"AuditActor";
    "id" := (told ->> 'id')::uuid;
    "apiKeyId" := (told ->> 'apiKeyId')::uuid;
    IF told ? 'reason' THEN more := jsonb_build_object('reason', told -> 'reason'); END IF;
  ELSIF owner IS NOT NULL THEN
    "kind" := 'person';
    "id" := owner;
  ELSE
    "kind" := 'system';
    more := jsonb_build_object('by', coalesce(nullif(current_setting('application_name'), ''), session_user));
  END IF;
END
$$;

CREATE FUNCTION write_audit_event(what text, image uuid, details jsonb, owner uuid DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO "AuditEvent" ("actorKind", "actorId", "apiKeyId", "action", "imageId", "details")
  SELECT a."kind", a."id", a."apiKeyId", what, image, a.more || coalesce(
    (SELECT jsonb_object_agg(d."key", d."value") FROM jsonb_each(details) d WHERE d."value" <> 'null'), '{}')
  FROM audit_actor(owner) a
$$;

-- The fields in which two rows differ: {"title": {"from": "a", "to": "b"}}.
CREATE FUNCTION audit_changes(before jsonb, afterwards jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(b."key", jsonb_build_object('from', b."value", 'to', afterwards -> b."key")), '{}')
  FROM jsonb_each(before) b WHERE b."value" IS DISTINCT FROM afterwards -> b."key"
$$;

CREATE FUNCTION describe_image_for_audit(i "Image") RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object(
    'filename', i."filename", 'title', i."title", 'alt', i."alt", 'visibility', i."visibility")
$$;

CREATE FUNCTION audit_image() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM write_audit_event('image_deleted', OLD."id", describe_image_for_audit(OLD)
      || jsonb_build_object('filetype', OLD."filetype", 'size', OLD."size", 'uploadedBy', OLD."uploadedById"));
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM write_audit_event('image_registered', NEW."id", jsonb_build_object('filename', NEW."filename",
      'filetype', NEW."filetype", 'size', NEW."size", 'visibility', NEW."visibility", 'uploadId', NEW."uploadId"),
      NEW."uploadedById");
  ELSE
    PERFORM write_audit_event('image_described', NEW."id", jsonb_build_object(
      'changes', audit_changes(describe_image_for_audit(OLD), describe_image_for_audit(NEW))));
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER "Image_audit_ends" AFTER INSERT OR DELETE ON "Image" FOR EACH ROW EXECUTE FUNCTION audit_image();
CREATE TRIGGER "Image_audit_changes" AFTER UPDATE ON "Image" FOR EACH ROW WHEN (
  (OLD."filename", OLD."title", OLD."alt", OLD."visibility")
    IS DISTINCT FROM (NEW."filename", NEW."title", NEW."alt", NEW."visibility")
) EXECUTE FUNCTION audit_image();

-- One insert for a whole batch of uploads.
CREATE FUNCTION audit_uploads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "AuditEvent" ("actorKind", "actorId", "apiKeyId", "action", "until", "details")
  SELECT a."kind", a."id", a."apiKeyId", 'upload_presigned', u."expiresAt", jsonb_strip_nulls(jsonb_build_object(
    'uploadId', u."id", 'filename', u."filename", 'filetype', u."filetype", 'size', u."size")) || a.more
  FROM written u, audit_actor(u."ownerId") a;
  RETURN NULL;
END
$$;

CREATE TRIGGER "Upload_audit" AFTER INSERT ON "Upload" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION audit_uploads();

CREATE FUNCTION describe_user_for_audit(u "User") RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('email', u."email", 'name', u."name", 'role', u."role",
    'disabled', u."disabledAt" IS NOT NULL, 'hasPassword', u."passwordHash" IS NOT NULL)
$$;

CREATE FUNCTION audit_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM write_audit_event('user_removed', NULL,
      describe_user_for_audit(OLD) || jsonb_build_object('userId', OLD."id"));
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM write_audit_event('user_added', NULL,
      describe_user_for_audit(NEW) || jsonb_build_object('userId', NEW."id"));
  ELSE
    PERFORM write_audit_event('user_changed', NULL, jsonb_build_object(
      'userId', NEW."id", 'email', NEW."email",
      'changes', audit_changes(describe_user_for_audit(OLD), describe_user_for_audit(NEW)),
      'newPassword', CASE WHEN OLD."passwordHash" IS DISTINCT FROM NEW."passwordHash" THEN true END));
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER "User_audit_ends" AFTER INSERT OR DELETE ON "User" FOR EACH ROW EXECUTE FUNCTION audit_user();
CREATE TRIGGER "User_audit_changes" AFTER UPDATE ON "User" FOR EACH ROW WHEN (
  (OLD."email", OLD."name", OLD."role", OLD."disabledAt", OLD."passwordHash")
    IS DISTINCT FROM (NEW."email", NEW."name", NEW."role", NEW."disabledAt", NEW."passwordHash")
) EXECUTE FUNCTION audit_user();

CREATE FUNCTION audit_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM write_audit_event(CASE TG_OP WHEN 'INSERT' THEN 'api_key_added' ELSE 'api_key_revoked' END, NULL,
    jsonb_build_object('keyId', NEW."id", 'name', NEW."name", 'userId', NEW."userId"));
  RETURN NULL;
END
$$;

CREATE TRIGGER "ApiKey_audit_added" AFTER INSERT ON "ApiKey" FOR EACH ROW EXECUTE FUNCTION audit_api_key();
CREATE TRIGGER "ApiKey_audit_revoked" AFTER UPDATE ON "ApiKey" FOR EACH ROW
  WHEN (OLD."revokedAt" IS NULL AND NEW."revokedAt" IS NOT NULL) EXECUTE FUNCTION audit_api_key();

-- What was recorded stays as it was recorded, until it is old enough to be trimmed.
CREATE FUNCTION keep_audit_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Audit events are never changed' USING ERRCODE = 'restrict_violation', TABLE = 'AuditEvent';
END
$$;

CREATE TRIGGER "AuditEvent_is_kept" BEFORE UPDATE OR TRUNCATE ON "AuditEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_events();
