-- AlterTable
ALTER TABLE "Image" ADD COLUMN     "durationMs" INTEGER,
ADD COLUMN     "posterHeight" INTEGER,
ADD COLUMN     "posterKey" TEXT,
ADD COLUMN     "posterType" TEXT,
ADD COLUMN     "posterWidth" INTEGER;

-- AlterTable
ALTER TABLE "StoredObject" ADD COLUMN     "multipart" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Upload" ADD COLUMN     "hashProgress" JSONB,
ADD COLUMN     "multipartId" TEXT,
ADD COLUMN     "partSize" INTEGER,
ADD COLUMN     "registration" JSONB;

-- CreateIndex
CREATE UNIQUE INDEX "Image_posterKey_key" ON "Image"("posterKey");
