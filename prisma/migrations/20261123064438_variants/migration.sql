-- CreateEnum
CREATE TYPE "VariantState" AS ENUM ('pending', 'ready', 'failed', 'none');

-- CreateTable
CREATE TABLE "Variant" (
    "imageId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "objectKey" TEXT NOT NULL,
    "etag" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,

    CONSTRAINT "Variant_pkey" PRIMARY KEY ("imageId","name","format")
);

-- CreateTable
CREATE TABLE "VariantJob" (
    "imageId" UUID NOT NULL,
    "state" "VariantState" NOT NULL DEFAULT 'pending',
    "attempt" UUID,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "problem" TEXT,
    "recipe" INTEGER NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "VariantJob_pkey" PRIMARY KEY ("imageId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Variant_objectKey_key" ON "Variant"("objectKey");

-- CreateIndex
CREATE INDEX "VariantJob_state_dueAt_idx" ON "VariantJob"("state", "dueAt");

-- AddForeignKey
ALTER TABLE "Variant" ADD CONSTRAINT "Variant_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "Image"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VariantJob" ADD CONSTRAINT "VariantJob_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "Image"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- No image without a job: whoever writes the one, in whatever way, has written the other.
CREATE FUNCTION write_variant_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "VariantJob" ("imageId") VALUES (NEW."id");
  RETURN NULL;
END
$$;

CREATE TRIGGER "Image_writes_variant_job" AFTER INSERT ON "Image"
  FOR EACH ROW EXECUTE FUNCTION write_variant_job();

INSERT INTO "VariantJob" ("imageId") SELECT "id" FROM "Image";

-- Its key is let go of in the same transaction as a variant, in whatever way that goes.
CREATE FUNCTION release_object_of_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
  WHERE "key" = OLD."objectKey" AND "state" <> 'dead';
  RETURN NULL;
END
$$;

CREATE TRIGGER "Variant_releases_object" AFTER DELETE ON "Variant"
  FOR EACH ROW EXECUTE FUNCTION release_object_of_variant();

CREATE TRIGGER "Variant_refuses_truncate" BEFORE TRUNCATE ON "Variant"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

-- An image gets another key so that what was handed out for it stops working: its variants' keys go too. And another
-- poster makes other variants.
CREATE FUNCTION renew_variants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "Variant" WHERE "imageId" = NEW."id";
  UPDATE "VariantJob" SET "state" = 'pending', "attempt" = NULL, "tries" = 0, "dueAt" = now(), "problem" = NULL,
    "recipe" = 0, "updatedAt" = now() WHERE "imageId" = NEW."id";
  RETURN NULL;
END
$$;

CREATE TRIGGER "Image_renews_variants" AFTER UPDATE OF "objectKey", "posterKey" ON "Image"
  FOR EACH ROW WHEN ((OLD."objectKey", OLD."posterKey") IS DISTINCT FROM (NEW."objectKey", NEW."posterKey"))
  EXECUTE FUNCTION renew_variants();
