-- CreateTable
CREATE TABLE "Examination" (
    "store" TEXT NOT NULL,
    "defences" JSONB,
    "findings" JSONB NOT NULL,
    "examinedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Examination_pkey" PRIMARY KEY ("store")
);
