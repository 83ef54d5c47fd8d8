namespace Scim.EmbeddedMongo.Wire;

/// <summary>What a connection hands its messages to.</summary>
internal interface ICommandHandler
{
    /// <summary>Writes the reply's one document into the buffer.</summary>
    /// <returns>Whether the reply is one of a stream: the connection sends it with moreToCome and asks again.</returns>
    ValueTask<bool> HandleAsync(MongoConnection connection, CommandRequest request, ReplyBuffer reply, CancellationToken cancellationToken);

    /// <summary>The connection is gone: what belongs to it is freed.</summary>
    void OnClosed(MongoConnection connection);
}
