namespace Scim.Gateway.Bench;

/// <summary>The seeded users, of which some are deleted, and others that are created meanwhile.</summary>
internal sealed class ChangingDirectory(ScimOperations scim, int users)
{
    private readonly bool[] _gone = new bool[users];
    private int _created;
    private int _deleted;

    /// <summary>How many users were seeded; 0 is the one that the others are copied from.</summary>
    public int Seeded => users;

    /// <summary>How many changes there were.</summary>
    public int Changes => Volatile.Read(ref _created) + Volatile.Read(ref _deleted);

    /// <summary>The least that can be there: changes that are not known yet may have happened.</summary>
    public (int Created, int Deleted) Known => (Volatile.Read(ref _created), Volatile.Read(ref _deleted));

    /// <summary>Whether a seeded user was deleted, or is about to be.</summary>
    public bool IsGone(int number) => Volatile.Read(ref _gone[number]);

    /// <summary>Creates a user and deletes a seeded one, in turns, until the end.</summary>
    public async Task ChangeAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await scim.CreateAsync();
            Interlocked.Increment(ref _created);
            int number = Random.Shared.Next(1, users);
            if (IsGone(number)) continue;
            Volatile.Write(ref _gone[number], true);
            await scim.DeleteAsync(number);
            Interlocked.Increment(ref _deleted);
        }
    }
}
