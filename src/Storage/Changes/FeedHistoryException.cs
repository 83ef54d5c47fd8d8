using MongoDB.Driver;

namespace Scim.Storage.Changes;

/// <summary>A stream of changes cannot go on from where it was: the follower has to begin with a snapshot.</summary>
internal sealed class FeedHistoryException(string message) : Exception(message)
{
    private const int InvalidResumeToken = 260;
    private const int ChangeStreamFatalError = 280;
    private const int ChangeStreamHistoryLost = 286;

    /// <summary>Whether the database's error means the same.</summary>
    public static bool IsLoss(Exception error) =>
        error is FeedHistoryException or MongoCommandException { Code: InvalidResumeToken or ChangeStreamFatalError or ChangeStreamHistoryLost };
}
