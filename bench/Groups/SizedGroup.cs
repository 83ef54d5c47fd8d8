namespace Scim.Groups.Bench;

/// <summary>A group of a size, and what is done to it.</summary>
internal sealed class SizedGroup(BenchSystem system, string id, int members)
{
    private int _added = -1;

    public string Id => id;

    public int Members => members;

    public Task AddAsync() => system.PatchMemberAsync(id, "add", Seeding.Candidate(Interlocked.Increment(ref _added)));

    public Task AddAgainAsync() => system.PatchMemberAsync(id, "add", Seeding.Member(Random.Shared.Next(members)));

    public async Task AddAndRemoveAsync()
    {
        string candidate = Seeding.Candidate(Interlocked.Increment(ref _added));
        await system.PatchMemberAsync(id, "add", candidate);
        await system.PatchMemberAsync(id, "remove", candidate);
    }

    /// <summary>Makes the group as large as it was.</summary>
    public Task ResetAsync() => Seeding.RemoveCandidatesAsync(system, id);

    public Task CheckAsync() => system.SendAsync(
        HttpMethod.Get, $"Groups?excludedAttributes=members&filter=id eq \"{id}\" and members eq \"{Seeding.Member(Random.Shared.Next(members))}\"");

    public Task ReadAsync() => system.SendAsync(HttpMethod.Get, $"Groups/{id}?excludedAttributes=members");
}
