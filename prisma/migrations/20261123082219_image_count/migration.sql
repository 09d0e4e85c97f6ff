-- Registrations wait meanwhile: one that was half done would be missed by the count below.
LOCK TABLE "Image" IN SHARE ROW EXCLUSIVE MODE;

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "imageCount" INTEGER NOT NULL DEFAULT 0;

UPDATE "User" u SET "imageCount" = (SELECT count(*) FROM "Image" i WHERE i."uploadedById" = u."id");

-- How many images a person has, kept by the trigger that keeps what they take up.
CREATE OR REPLACE FUNCTION charge_image_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD."uploadedById" IS NOT NULL THEN
    UPDATE "User" SET "imageBytes" = "imageBytes" - OLD."size", "imageCount" = "imageCount" - 1
      WHERE "id" = OLD."uploadedById";
  END IF;
  IF TG_OP <> 'DELETE' AND NEW."uploadedById" IS NOT NULL THEN
    UPDATE "User" SET "imageBytes" = "imageBytes" + NEW."size", "imageCount" = "imageCount" + 1
      WHERE "id" = NEW."uploadedById";
  END IF;
  RETURN NULL;
END $$;
