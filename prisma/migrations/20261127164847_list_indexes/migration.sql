-- DropIndex
DROP INDEX "Upload_state_expiresAt_idx";

-- CreateIndex
CREATE INDEX "AuditEvent_actorKind_at_id_idx" ON "AuditEvent"("actorKind", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Image_visibility_kind_createdAt_id_idx" ON "Image"("visibility", "kind", "createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Image_shown_to_anybody_idx" ON "Image"("createdAt" DESC, "id" DESC) WHERE (visibility = 'public' AND "missingSince" IS NULL);

-- CreateIndex
CREATE INDEX "Image_missingSince_idx" ON "Image"("missingSince") WHERE ("missingSince" IS NOT NULL);

-- CreateIndex
CREATE INDEX "StoredObject_parkedAt_idx" ON "StoredObject"("parkedAt") WHERE ("parkedAt" IS NOT NULL);

-- CreateIndex
CREATE INDEX "Upload_expiresAt_id_idx" ON "Upload"("expiresAt", "id") WHERE (state = 'issued' OR state = 'registering');
