using MongoDB.Driver;
using Scim.Protocol.Errors;

namespace Scim.Storage.Mongo;

/// <summary>What the driver's exceptions mean to callers.</summary>
public static class MongoErrors
{
    private const int MaxTimeExpired = 50;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>The error that callers get; null for an exception that is not about the database being away or slow.</summary>
    public static ScimException? ToScimException(Exception error) => error switch
    {
        MongoExecutionTimeoutException or MongoCommandException { Code: MaxTimeExpired } => ScimException.Timeout(),
        MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException or MongoWaitQueueFullException or TimeoutException
            => ScimException.Unavailable(RetryAfter, "The database is not available for the moment."),
        _ => null,
    };

    /// <summary>Whether a write was refused because a unique key is taken.</summary>
    public static bool IsDuplicateKey(MongoWriteException error) => error.WriteError?.Category == ServerErrorCategory.DuplicateKey;
}
