-- CreateTable
CREATE TABLE "Revocation" (
    "imageId" UUID NOT NULL,
    "actorKind" "AuditActor" NOT NULL,
    "actorId" UUID,
    "apiKeyId" UUID,
    "reason" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,

    CONSTRAINT "Revocation_pkey" PRIMARY KEY ("imageId")
);

-- CreateIndex
CREATE INDEX "Revocation_dueAt_idx" ON "Revocation"("dueAt");

-- AddForeignKey
ALTER TABLE "Revocation" ADD CONSTRAINT "Revocation_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "Image"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What was public and is private now was shown to anybody: those URLs must die. The need is committed with the change.
CREATE FUNCTION require_revocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "Revocation" ("imageId", "actorKind", "actorId", "apiKeyId", "reason")
  SELECT NEW."id", a."kind", a."id", a."apiKeyId", 'made_private' FROM audit_actor(NULL) a
  ON CONFLICT ("imageId") DO UPDATE SET "dueAt" = least("Revocation"."dueAt", excluded."dueAt");
  RETURN NULL;
END
$$;

CREATE TRIGGER "Image_made_private" AFTER UPDATE OF "visibility" ON "Image" FOR EACH ROW
  WHEN (OLD."visibility" = 'public' AND NEW."visibility" = 'private') EXECUTE FUNCTION require_revocation();

-- Another key: the URLs of the old one end. Says until when the last of them would have worked.
CREATE FUNCTION audit_revocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM write_audit_event('image_revoked', NEW."id", jsonb_build_object('filename', NEW."filename", 'lastUrlUntil',
    (SELECT to_char(max("until") AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM "AuditEvent" WHERE "imageId" = NEW."id" AND "until" > now())));
  RETURN NULL;
END
$$;

CREATE TRIGGER "Image_audit_revocation" AFTER UPDATE OF "objectKey" ON "Image" FOR EACH ROW
  WHEN (OLD."objectKey" <> NEW."objectKey") EXECUTE FUNCTION audit_revocation();
