using System.Globalization;
using System.Text.Json.Nodes;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Scim.Groups.Bench;

/// <summary>Makes large groups quickly: the edges are written into the database as GroupService would.</summary>
internal sealed class Seeding(BenchSystem system)
{
    private const string Tenant = "demo";
    private const int AtOnce = 10_000;

    /// <summary>The id of a seeded member.</summary>
    public static string Member(int number) => string.Create(CultureInfo.InvariantCulture, $"019a0000-0000-7000-8000-{number:x12}");

    /// <summary>The id of a user that is in no group yet.</summary>
    public static string Candidate(int number) => string.Create(CultureInfo.InvariantCulture, $"019b0000-0000-7000-8000-{number:x12}");

    /// <summary>Users that GroupService knows and that are members of nothing.</summary>
    public Task AddCandidatesAsync(int count) => InsertAsync("known_subjects", count, i => new BsonDocument
    {
        { "_id", $"{Tenant}:{Candidate(i)}" }, { "tenantId", Tenant }, { "display", $"Candidate {i}" },
    });

    /// <summary>A group of so many members; its id.</summary>
    public async Task<string> AddGroupAsync(int members)
    {
        JsonNode? created = await system.SendAsync(HttpMethod.Post, "Groups", $$"""{"displayName":"Group of {{members}}"}""");
        string group = (string)created!["id"]!;
        await InsertAsync("memberships", members, i => new BsonDocument
        {
            { "_id", $"{Tenant}:{group}:{Member(i)}" },
            { "tenantId", Tenant },
            { "groupId", group },
            { "memberId", Member(i) },
            { "type", "User" },
            { "display", $"Member {i}" },
        });
        return group;
    }

    /// <summary>Takes the candidates out of a group again.</summary>
    public static Task RemoveCandidatesAsync(BenchSystem system, string group)
    {
        var range = new BsonDocument { { "$gt", $"{Tenant}:{group}:019b" }, { "$lt", $"{Tenant}:{group}:019c" } };
        return system.Database.GetCollection<BsonDocument>("memberships").DeleteManyAsync(new BsonDocument { { "tenantId", Tenant }, { "_id", range } });
    }

    private async Task InsertAsync(string collection, int count, Func<int, BsonDocument> document)
    {
        IMongoCollection<BsonDocument> documents = system.Database.GetCollection<BsonDocument>(collection);
        for (int from = 0; from < count; from += AtOnce)
        {
            int first = from;
            await documents.InsertManyAsync(Enumerable.Range(0, Math.Min(AtOnce, count - from)).Select(i => document(first + i)));
        }
    }
}
