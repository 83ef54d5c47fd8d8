namespace Scim.EmbeddedMongo.Sessions;

/// <summary>Where the newest transaction of a session stands.</summary>
internal enum TransactionState
{
    None,
    InProgress,
    Committed,
    Aborted,
}
