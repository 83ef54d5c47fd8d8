using MongoDB.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Projections;

namespace Scim.EmbeddedMongo.Planning;

/// <summary>Shows a plan as explain's winningPlan: stages from the outermost in.</summary>
internal static class PlanStages
{
    private const int IndexVersion = 2;

    /// <summary>The plan of a find on a collection that does not exist.</summary>
    public static BsonDocument EndOfFile() => new("stage", "EOF");

    public static BsonDocument Find(QueryPlan plan, BsonDocument filter, PlanRequest request)
    {
        bool needsSort = request.Sort is { ElementCount: > 0 } && !plan.Sorted;
        bool skipsKeys = request.Skip > 0 && plan.FilterCovered && !needsSort && !plan.IsIdLookup;
        bool covered = IsCovered(plan, request.Projection);

        BsonDocument stage = Access(plan, filter, fetch: !covered, skipsKeys ? request.Skip : 0);
        if (needsSort) stage = Sort(stage, request);
        if (request.Skip > 0 && !skipsKeys) stage = new BsonDocument { { "stage", "SKIP" }, { "skipAmount", Amount(request.Skip) }, { "inputStage", stage } };
        if (request.Projection is { } projection) stage = new BsonDocument { { "stage", Name(projection, covered) }, { "inputStage", stage } };
        if (request.Limit > 0 && !needsSort) stage = new BsonDocument { { "stage", "LIMIT" }, { "limitAmount", Amount(request.Limit) }, { "inputStage", stage } };
        return plan.IsSubplan ? new BsonDocument { { "stage", "SUBPLAN" }, { "inputStage", stage } } : stage;
    }

    /// <summary>The plan of a count; keys alone are counted where the ranges are all of the filter.</summary>
    public static BsonDocument Count(QueryPlan plan, BsonDocument filter)
    {
        BsonDocument input;
        if (filter.ElementCount == 0) return new BsonDocument("stage", "RECORD_STORE_FAST_COUNT");
        if (plan is { FilterCovered: true, IsIdLookup: false } && plan.Scans[0].Intervals.Count == 1)
        {
            input = Index("COUNT_SCAN", plan.Scans[0]);
        }
        else
        {
            input = Find(plan, filter, new PlanRequest());
        }

        return new BsonDocument { { "stage", "COUNT" }, { "inputStage", input } };
    }

    private static BsonDocument Access(QueryPlan plan, BsonDocument filter, bool fetch, long skip)
    {
        if (plan.IsIdLookup) return new BsonDocument("stage", "IDHACK");
        if (plan.IsCollectionScan)
        {
            var scan = new BsonDocument("stage", "COLLSCAN");
            if (filter.ElementCount > 0) scan.Add("filter", filter);
            return scan.Add("direction", plan.Backward ? "backward" : "forward");
        }

        BsonDocument[] scans = [.. plan.Scans.Select(scan => Index("IXSCAN", scan).Add("direction", scan.Backward ? "backward" : "forward"))];
        BsonDocument input = scans.Length == 1
            ? scans[0]
            : new BsonDocument { { "stage", "OR" }, { "inputStages", new BsonArray(scans) } };
        if (skip > 0) input = new BsonDocument { { "stage", "SKIP" }, { "skipAmount", Amount(skip) }, { "inputStage", input } };
        if (!fetch) return input;

        var stage = new BsonDocument("stage", "FETCH");
        if (!plan.FilterCovered) stage.Add("filter", filter);
        return stage.Add("inputStage", input);
    }

    private static BsonDocument Index(string stage, IndexScan scan)
    {
        IndexDefinition index = scan.Index.Definition;
        return new BsonDocument
        {
            { "stage", stage },
            { "keyPattern", index.Key },
            { "indexName", index.Name },
            { "isMultiKey", scan.Index.IsMultikey },
            { "isUnique", index.Unique },
            { "isSparse", index.Sparse },
            { "isPartial", index.PartialFilter is not null },
            { "indexVersion", IndexVersion },
        };
    }

    private static BsonDocument Sort(BsonDocument input, PlanRequest request)
    {
        var stage = new BsonDocument { { "stage", "SORT" }, { "sortPattern", request.Sort }, { "memLimit", 104857600 } };
        if (request.Limit > 0) stage.Add("limitAmount", Amount(request.Skip + request.Limit));
        return stage.Add("type", "simple").Add("inputStage", input);
    }

    private static string Name(Projection projection, bool covered) =>
        covered ? "PROJECTION_COVERED" : projection.IsSimple ? "PROJECTION_SIMPLE" : "PROJECTION_DEFAULT";

    /// <summary>Whether the index's keys hold all that the projection keeps.</summary>
    private static bool IsCovered(QueryPlan plan, Projection? projection)
    {
        if (projection is not { IsSimple: true, IsInclusion: true } || !plan.FilterCovered || plan.IsIdLookup) return false;

        IndexCandidate index = plan.Scans[0].Index;
        return !index.IsMultikey && projection.KeptFields.All(field =>
            index.Definition.Components.Any(component => component.Path.Text == field));
    }

    private static BsonValue Amount(long value) => value <= int.MaxValue ? new BsonInt32((int)value) : new BsonInt64(value);
}
