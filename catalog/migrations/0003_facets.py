"""What a listing is filtered by, as one array that the database itself keeps true to the rows it is made from."""

import django.contrib.postgres.fields
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import Q

FUNCTIONS = """
CREATE FUNCTION catalog_facets(listing catalog_listing) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT token ORDER BY token), '{}') FROM (
        SELECT 'kind:' || listing.kind AS token
        UNION ALL SELECT 'lang:' || listing.language
        UNION ALL SELECT 'lang:' || CASE listing.language WHEN 'vi' THEN 'en' ELSE 'vi' END
            WHERE listing.title_alt <> ''
        UNION ALL SELECT 'trl:' || listing.trl
        UNION ALL SELECT 'open:yes' WHERE listing.accepting_interest
        UNION ALL SELECT 'province:' || code FROM taxonomy_concept WHERE id = listing.province_id
        UNION ALL SELECT 'province:rrd' FROM taxonomy_concept
            WHERE id = listing.province_id AND data ->> 'red_river_delta' = '1'
        UNION ALL SELECT 'field:' || unnest(ARRAY[own.code, above.code])
            FROM catalog_listing_fields link JOIN taxonomy_concept own ON own.id = link.concept_id
            LEFT JOIN taxonomy_concept above ON above.id = own.parent_id WHERE link.listing_id = listing.id
        UNION ALL SELECT 'industry:' || unnest(ARRAY[own.code, above.code])
            FROM catalog_listing_industries link JOIN taxonomy_concept own ON own.id = link.concept_id
            LEFT JOIN taxonomy_concept above ON above.id = own.parent_id WHERE link.listing_id = listing.id
        UNION ALL SELECT 'form:' || code
            FROM catalog_listing_forms link JOIN taxonomy_concept ON taxonomy_concept.id = link.concept_id
            WHERE link.listing_id = listing.id
        UNION ALL SELECT 'ip:' || coalesce(own.status, 'none')
            FROM (SELECT 1) one LEFT JOIN catalog_ipright own ON own.listing_id = listing.id
            WHERE listing.kind = 'offer'
        UNION ALL SELECT 'price:' || band
            FROM (VALUES ('0-100', 0, 100), ('100-500', 100, 500), ('500-1000', 500, 1000), ('1000-5000', 1000, 5000),
                         ('5000-', 5000, 1000000000)) AS bands(band, low, high)
            WHERE coalesce(listing.amount_min, listing.amount_max) < high * 1000000::bigint
              AND coalesce(listing.amount_max, listing.amount_min) >= low * 1000000::bigint
        UNION ALL SELECT 'price:none' WHERE listing.amount_min IS NULL AND listing.amount_max IS NULL
        UNION ALL SELECT 'org:' || kind.code
            FROM accounts_organisation owner JOIN taxonomy_concept kind ON kind.id = owner.kind_id
            WHERE owner.id = listing.organisation_id AND NOT listing.is_anonymous
        UNION ALL SELECT 'verified:yes' FROM accounts_organisation owner
            WHERE owner.id = listing.organisation_id AND owner.verified_at IS NOT NULL AND NOT listing.is_anonymous
    ) AS tokens WHERE token IS NOT NULL
$$;

CREATE FUNCTION catalog_set_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.facets := catalog_facets(NEW);
    RETURN NEW;
END $$;

CREATE FUNCTION catalog_facets_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_listing SET facets = facets WHERE id IN (SELECT listing_id FROM changed);
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_facets_of_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_listing SET facets = facets WHERE organisation_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION catalog_facets_of_concept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_listing SET facets = facets WHERE
        province_id = NEW.id
        OR organisation_id IN (SELECT id FROM accounts_organisation WHERE kind_id = NEW.id)
        OR id IN (SELECT listing_id FROM catalog_listing_forms WHERE concept_id = NEW.id)
        OR id IN (SELECT listing_id FROM catalog_listing_fields link JOIN taxonomy_concept own ON own.id = link.concept_id
                  WHERE NEW.id IN (own.id, own.parent_id))
        OR id IN (SELECT listing_id FROM catalog_listing_industries link
                  JOIN taxonomy_concept own ON own.id = link.concept_id WHERE NEW.id IN (own.id, own.parent_id));
    RETURN NULL;
END $$;

CREATE TRIGGER facets BEFORE INSERT OR UPDATE ON catalog_listing FOR EACH ROW EXECUTE FUNCTION catalog_set_facets();
CREATE TRIGGER facets AFTER UPDATE OF kind_id, verified_at ON accounts_organisation FOR EACH ROW
    WHEN (OLD.kind_id <> NEW.kind_id OR OLD.verified_at IS DISTINCT FROM NEW.verified_at)
    EXECUTE FUNCTION catalog_facets_of_organisation();
CREATE TRIGGER facets AFTER UPDATE OF code, parent_id, data ON taxonomy_concept FOR EACH ROW
    WHEN (OLD.code <> NEW.code OR OLD.parent_id IS DISTINCT FROM NEW.parent_id OR OLD.data <> NEW.data)
    EXECUTE FUNCTION catalog_facets_of_concept();
"""
LINKED = ("catalog_listing_fields", "catalog_listing_industries", "catalog_listing_forms", "catalog_ipright")
ROWS = "".join(
    f"""
CREATE TRIGGER facets_{event.lower()} AFTER {event} ON {table} REFERENCING {side} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_facets_of_changed();
"""
    for table in LINKED
    for event, side in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
)
REMOVED = """
DROP TRIGGER facets ON catalog_listing;
DROP TRIGGER facets ON accounts_organisation;
DROP TRIGGER facets ON taxonomy_concept;
DROP FUNCTION catalog_facets_of_changed CASCADE;
DROP FUNCTION catalog_facets_of_concept;
DROP FUNCTION catalog_facets_of_organisation;
DROP FUNCTION catalog_set_facets;
DROP FUNCTION catalog_facets;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_listings"), ("taxonomy", "0001_classifications")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="facets",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(FUNCTIONS + ROWS, REMOVED),
        migrations.RunSQL("UPDATE catalog_listing SET facets = facets", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="listing",
            index=GinIndex(fields=["facets"], condition=Q(state="published"), name="listing_facets"),
        ),
    ]
