using MongoDB.Driver;

namespace Scim.Storage.Resources;

/// <summary>Which of the database's errors the store knows what to do with; the others are the boundary's.</summary>
internal static class StoreErrors
{
    private const int MaxTimeExpired = 50;

    /// <summary>Whether an error is one of the database or of the way to it.</summary>
    public static bool IsOfDatabase(Exception error) => error is MongoException or TimeoutException;

    /// <summary>Whether a write was refused because a key is taken.</summary>
    public static bool IsDuplicateKey(MongoWriteException error) => error.WriteError?.Category == ServerErrorCategory.DuplicateKey;

    /// <summary>Whether the database gave up because the time it was given is over.</summary>
    public static bool IsOverTime(Exception error) =>
        error is MongoExecutionTimeoutException or MongoCommandException { Code: MaxTimeExpired };
}
