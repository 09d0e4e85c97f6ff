-- AlterTable
ALTER TABLE "User" ADD COLUMN     "imageBytes" BIGINT NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "Upload_ownerId_state_idx" ON "Upload"("ownerId", "state");

-- What a person's images take up, kept in step with the images themselves, in whatever way they come and go.
UPDATE "User" u SET "imageBytes" = COALESCE((SELECT sum(i."size") FROM "Image" i WHERE i."uploadedById" = u."id"), 0);

CREATE FUNCTION charge_image_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD."uploadedById" IS NOT NULL THEN
    UPDATE "User" SET "imageBytes" = "imageBytes" - OLD."size" WHERE "id" = OLD."uploadedById";
  END IF;
  IF TG_OP <> 'DELETE' AND NEW."uploadedById" IS NOT NULL THEN
    UPDATE "User" SET "imageBytes" = "imageBytes" + NEW."size" WHERE "id" = NEW."uploadedById";
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Image_charge" AFTER INSERT OR DELETE OR UPDATE OF "uploadedById" ON "Image"
  FOR EACH ROW EXECUTE FUNCTION charge_image_bytes();
