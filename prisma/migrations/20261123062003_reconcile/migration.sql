-- CreateEnum
CREATE TYPE "ReconcileState" AS ENUM ('running', 'completed', 'aborted');

-- CreateEnum
CREATE TYPE "FindingKind" AS ENUM ('unknown_object', 'outside_object', 'missing_object', 'changed_object', 'overdue_removal', 'overdue_intent', 'unknown_multipart');

-- AlterTable
ALTER TABLE "Image" ADD COLUMN "missingSince" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "ReconcileReport" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "state" "ReconcileState" NOT NULL DEFAULT 'running',
    "slot" INTEGER,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "reason" TEXT,
    "brake" TEXT,
    "repairedAt" TIMESTAMPTZ(3),
    "removed" INTEGER NOT NULL DEFAULT 0,
    "objects" INTEGER NOT NULL DEFAULT 0,
    "ledgerKeys" INTEGER NOT NULL DEFAULT 0,
    "unknownObjects" INTEGER NOT NULL DEFAULT 0,
    "outsideObjects" INTEGER NOT NULL DEFAULT 0,
    "missingObjects" INTEGER NOT NULL DEFAULT 0,
    "changedObjects" INTEGER NOT NULL DEFAULT 0,
    "overdueRemovals" INTEGER NOT NULL DEFAULT 0,
    "overdueIntents" INTEGER NOT NULL DEFAULT 0,
    "unknownMultiparts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "ReconcileReport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReconcileFinding" (
    "kind" "FindingKind" NOT NULL,
    "key" TEXT NOT NULL,
    "multipartUploadId" TEXT NOT NULL DEFAULT '',
    "sizeBytes" BIGINT,
    "etag" TEXT,
    "modifiedAt" TIMESTAMPTZ(3),
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "sightings" INTEGER NOT NULL DEFAULT 1,
    "reportId" UUID NOT NULL,

    CONSTRAINT "ReconcileFinding_pkey" PRIMARY KEY ("kind","key","multipartUploadId")
);

-- CreateTable
CREATE TABLE "BucketEpoch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "lineage" UUID NOT NULL DEFAULT gen_random_uuid(),
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "advancedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "trippedAt" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "BucketEpoch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ReconcileReport_slot_key" ON "ReconcileReport"("slot");

-- CreateIndex
CREATE INDEX "ReconcileReport_startedAt_idx" ON "ReconcileReport"("startedAt" DESC);

-- CreateIndex
CREATE INDEX "ReconcileFinding_reportId_idx" ON "ReconcileFinding"("reportId");

-- AddForeignKey
ALTER TABLE "ReconcileFinding" ADD CONSTRAINT "ReconcileFinding_reportId_fkey" FOREIGN KEY ("reportId") REFERENCES "ReconcileReport"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Keys are compared as bytes, in the order in which stores list them; any other would need an index of its own.
ALTER TABLE "StoredObject" ALTER COLUMN "key" TYPE TEXT COLLATE "C";
ALTER TABLE "Image" ALTER COLUMN "objectKey" TYPE TEXT COLLATE "C";
ALTER TABLE "Upload" ALTER COLUMN "stagingKey" TYPE TEXT COLLATE "C";
ALTER TABLE "ReconcileFinding" ALTER COLUMN "key" TYPE TEXT COLLATE "C";

ALTER TABLE "BucketEpoch" ADD CONSTRAINT "BucketEpoch_one_row" CHECK ("id" = 1);
