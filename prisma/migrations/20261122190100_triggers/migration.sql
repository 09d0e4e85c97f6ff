-- The rules that must hold for every writer, a line of SQL in psql included.

-- A key is let go of in the same transaction as the row that it belonged to, in whatever way that row goes.

CREATE FUNCTION release_objects_of_image() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
  WHERE "imageId" = OLD."id" AND "state" <> 'dead';
  RETURN NULL;
END
$$;

CREATE TRIGGER "Image_releases_objects" AFTER DELETE ON "Image"
  FOR EACH ROW EXECUTE FUNCTION release_objects_of_image();

-- The original of a registered image names its upload too, and outlives that upload and its owner.
CREATE FUNCTION release_objects_of_upload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "StoredObject" AS o SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
  WHERE o."uploadId" = OLD."id" AND o."state" <> 'dead'
    AND NOT EXISTS (SELECT FROM "Image" WHERE "Image"."id" = o."imageId");
  RETURN NULL;
END
$$;

CREATE TRIGGER "Upload_releases_objects" AFTER DELETE ON "Upload"
  FOR EACH ROW EXECUTE FUNCTION release_objects_of_upload();

-- TRUNCATE fires no row trigger: it would leave every object in the bucket without anybody who knows of it.
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('signet.allow_truncate', true) IS DISTINCT FROM 'on' THEN
    RAISE EXCEPTION 'TRUNCATE on "%" would orphan its objects; DELETE instead', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER "Image_refuses_truncate" BEFORE TRUNCATE ON "Image"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

CREATE TRIGGER "Upload_refuses_truncate" BEFORE TRUNCATE ON "Upload"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

-- Deleted stays deleted: a key is never used again.
CREATE FUNCTION keep_dead_objects_dead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The object % is dead and cannot become % again', OLD."key", NEW."state"
    USING ERRCODE = 'check_violation', CONSTRAINT = 'StoredObject_stays_dead', TABLE = 'StoredObject';
END
$$;

CREATE TRIGGER "StoredObject_stays_dead" BEFORE UPDATE ON "StoredObject"
  FOR EACH ROW WHEN (OLD."state" = 'dead' AND NEW."state" <> 'dead') EXECUTE FUNCTION keep_dead_objects_dead();

-- The bytes behind an image never change.
CREATE FUNCTION keep_image_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The size, SHA-256 and upload of the image % never change', OLD."id"
    USING ERRCODE = 'check_violation', CONSTRAINT = 'Image_keeps_bytes', TABLE = 'Image';
END
$$;

CREATE TRIGGER "Image_keeps_bytes" BEFORE UPDATE ON "Image"
  FOR EACH ROW WHEN (
    (OLD."sha256", OLD."size", OLD."uploadId") IS DISTINCT FROM (NEW."sha256", NEW."size", NEW."uploadId")
  ) EXECUTE FUNCTION keep_image_bytes();

-- What the gallery searches. Writing "searchText" itself has no effect.
CREATE FUNCTION write_image_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."searchText" := lower(NEW."filename" || ' ' || NEW."title" || ' ' || NEW."alt");
  RETURN NEW;
END
$$;

CREATE TRIGGER "Image_writes_search_text" BEFORE INSERT OR UPDATE OF "filename", "title", "alt", "searchText" ON "Image"
  FOR EACH ROW EXECUTE FUNCTION write_image_search_text();

ALTER TABLE "User" ADD CONSTRAINT "User_email_lower_case" CHECK ("email" = lower("email"));
ALTER TABLE "Image" ADD CONSTRAINT "Image_size_not_negative" CHECK ("size" >= 0);
-- S3 allows 1 to 1024 bytes.
ALTER TABLE "Image" ADD CONSTRAINT "Image_objectKey_length" CHECK (octet_length("objectKey") BETWEEN 1 AND 1024);
ALTER TABLE "Upload" ADD CONSTRAINT "Upload_stagingKey_length" CHECK (octet_length("stagingKey") BETWEEN 1 AND 1024);
ALTER TABLE "StoredObject" ADD CONSTRAINT "StoredObject_key_length" CHECK (octet_length("key") BETWEEN 1 AND 1024);
