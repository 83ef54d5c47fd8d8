using CsCheck;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Indexes;
using Scim.EmbeddedMongo.Planning;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Tests.Planning;

/// <summary>Whatever index a plan reads, it finds what a scan of everything finds, and in the order it promises.</summary>
public sealed class QueryPlannerPropertyTests
{
    private static readonly BsonDocument[] Options =
    [
        [], [], [], new("sparse", true),
        new("partialFilterExpression", new BsonDocument("a", new BsonDocument("$exists", true))),
        new("partialFilterExpression", new BsonDocument("b", new BsonDocument("$gt", 1))),
        new("partialFilterExpression", new BsonDocument("a", "a")),
        new("partialFilterExpression", new BsonDocument("a", new BsonDocument("$type", "string"))),
    ];

    private static readonly Gen<IndexDefinition[]> Indexes =
        Gen.Select(QueryGen.Keys, Gen.Int[0, Options.Length - 1]).Array[1, 3].Select(items => items.Select((item, i) =>
            IndexSpecification.Parse(new BsonDocument { { "key", item.Item1 }, { "name", $"i{i}" } }.Merge(Options[item.Item2]))).ToArray());

    [Fact]
    public void Plan_OfRandomQueries_FindsWhatAFullScanFinds()
    {
        Gen.Select(Indexes, QueryGen.Document.Array[1, 8], QueryGen.Filter, QueryGen.Keys, Gen.Bool).Sample(
            (indexes, documents, filter, sort, sorts) => Check(indexes, documents, filter, sorts ? sort : null),
            iter: 30_000);
    }

    private static void Check(IndexDefinition[] definitions, BsonDocument[] documents, BsonDocument filter, BsonDocument? sort)
    {
        byte[][] stored = [.. documents.Select(document => document.ToBson())];
        if (Store(definitions, stored) is not { } indexes) return;

        QueryNode query = QueryParser.Parse(filter);
        IndexComponent[]? order = sort?.Select(key => new IndexComponent(new FieldPath(key.Name), key.Value < 0)).ToArray();
        QueryPlan plan = QueryPlanner.Plan(query, order, [.. indexes.Select(index => index.Candidate)]);
        int[] expected = [.. Enumerable.Range(0, stored.Length).Where(i => query.Matches(stored[i]))];
        int[] found = plan.IsCollectionScan ? expected : [.. Read(plan, indexes, query, stored)];
        string shown = $"{filter} sort {sort} by {string.Join(" ", plan.Scans.Select(scan => scan.Index.Definition.Specification))} of {new BsonArray(documents)}";
        Assert.True(expected.SequenceEqual(found.Order()), $"{shown}: wanted {string.Join(',', expected)}, found {string.Join(',', found)}");
        if (plan.Sorted && order is not null) Assert.True(IsSorted(found, stored, order), $"{shown}: order {string.Join(',', found)}");
    }

    private static List<Stored>? Store(IndexDefinition[] definitions, byte[][] documents)
    {
        try
        {
            return [.. definitions.Select(definition => new Stored(definition, documents))];
        }
        catch (CommandException error) when (error.Code == 171)
        {
            return null;
        }
    }

    private static List<int> Read(QueryPlan plan, List<Stored> indexes, QueryNode query, byte[][] documents)
    {
        var found = new List<int>();
        foreach (IndexScan scan in plan.Scans)
        {
            Stored index = indexes.Single(item => item.Candidate == scan.Index);
            List<int> records = [.. scan.Intervals.SelectMany(index.Read)];
            if (scan.Backward) records.Reverse();
            bool distinct = scan.NeedsDistinct || plan.Scans.Count > 1;
            if (!distinct) Assert.Equal(records.Count, records.Distinct().Count());
            if (plan.FilterCovered) Assert.True(records.All(record => query.Matches(documents[record])), $"{scan.Index.Definition.Specification} is not covered");
            found.AddRange(records.Where(record => !found.Contains(record) && query.Matches(documents[record])).Distinct());
        }

        return found;
    }

    private static bool IsSorted(int[] found, byte[][] documents, IndexComponent[] order)
    {
        var keys = new IndexKeys(new IndexDefinition { Name = "sort", Key = [], Components = order, Specification = [] });
        for (int i = 1; i < found.Length; i++)
        {
            byte[] before = keys.Extract(documents[found[i - 1]]).Keys[0];
            if (before.AsSpan().SequenceCompareTo(keys.Extract(documents[found[i]]).Keys[0]) > 0) return false;
        }

        return true;
    }

    /// <summary>An index in memory: sorted keys with the positions of their documents.</summary>
    private sealed class Stored
    {
        private readonly List<(byte[] Key, int Record)> _entries = [];

        public Stored(IndexDefinition definition, byte[][] documents)
        {
            var extractor = new IndexKeys(definition);
            ulong multikey = 0;
            for (int i = 0; i < documents.Length; i++)
            {
                IndexKeySet keys = extractor.Extract(documents[i]);
                multikey |= keys.MultikeyComponents;
                _entries.AddRange(keys.Keys.Select(key => (key, i)));
            }

            _entries.Sort((left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
            Candidate = new IndexCandidate(definition, multikey);
        }

        public IndexCandidate Candidate { get; }

        public IEnumerable<int> Read(KeyInterval interval) =>
            _entries.Where(entry => interval.Contains(entry.Key)).Select(entry => entry.Record);
    }
}
