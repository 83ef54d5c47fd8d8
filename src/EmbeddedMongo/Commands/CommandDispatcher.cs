using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Sessions;
using Scim.EmbeddedMongo.Storage;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>Finds the command, checks what all commands share, runs it within its session, and closes the reply.</summary>
internal sealed partial class CommandDispatcher(ServerState server, CommandTable commands, ILogger logger) : ICommandHandler
{
    public async ValueTask<bool> HandleAsync(MongoConnection connection, CommandRequest request, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        int start = reply.Begin();
        bool more = false;
        try
        {
            if (request.Refused is { } refused) throw refused;
            more = await RunAsync(connection, request, reply, cancellationToken).ConfigureAwait(false);
        }
        catch (CommandException e)
        {
            WriteError(reply, start, e);
        }
        catch (BsonSerializationException)
        {
            WriteError(reply, start, new CommandException(15, "Overflow", "BSONObj exceeds maximum nested object depth: 200"));
        }
        catch (StorageException e)
        {
            LogStorage(logger, e);
            WriteError(reply, start, new CommandException(8, "UnknownError", e.Message));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            WriteError(reply, start, new CommandException(50, "MaxTimeMSExpired", "operation exceeded time limit"));
        }
        catch (Exception e) when (e is not (OperationCanceledException or WireException or IOException))
        {
            LogFailed(logger, request.CommandName, e);
            WriteError(reply, start, new CommandException(1, "InternalError", $"{e.GetType().Name}: {e.Message}"));
        }

        WriteTimes(reply);
        reply.End(start);
        return more;
    }

    public void OnClosed(MongoConnection connection)
    {
        server.Cursors.RemoveWhere(cursor => cursor.Connection == connection.Id);
        _ = server.Sessions.AbortOfAsync(connection.Id);
    }

    private async ValueTask<bool> RunAsync(MongoConnection connection, CommandRequest request, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        Command command = commands.Find(request.CommandName) ?? throw CommandException.CommandNotFound(request.CommandName);
        server.Counters.Add(command.Name);
        string database = GenericFields.Database(request.Body);
        SessionArguments arguments = SessionArguments.Read(request.Body);
        GenericFields.Check(command, request, database, arguments);

        var context = new CommandContext(server, connection, request, database, arguments);
        using CancellationTokenSource? timeout = TimeLimit(command, request.Body, cancellationToken);
        CancellationToken limited = timeout?.Token ?? cancellationToken;
        await GenericFields.WaitForClusterTimeAsync(server.Store, request.Body, limited).ConfigureAwait(false);
        if (arguments.TransactionNumber is null)
        {
            if (arguments.Session is { } id) context.Session = server.Sessions.Get(id);
            await command.RunAsync(context, reply, limited).ConfigureAwait(false);
        }
        else
        {
            await TransactionFlow.RunAsync(command, context, reply, limited).ConfigureAwait(false);
        }

        if (command.Traits.HasFlag(CommandTraits.Write)) WriteConcerns.Report(request.Body, reply);
        reply.Write("ok", 1.0);
        return context.MoreToCome;
    }

    /// <summary>maxTimeMS; a tailing getMore and a waiting hello use it for how long they wait, and are not cut off by it.</summary>
    private static CancellationTokenSource? TimeLimit(Command command, BsonDocument body, CancellationToken cancellationToken)
    {
        if (!body.TryGetValue("maxTimeMS", out BsonValue limit) || command.Name is "getMore" or "hello") return null;
        if (!limit.IsNumeric) throw CommandException.TypeMismatch($"BSON field 'maxTimeMS' is the wrong type '{limit.BsonType}', expected types '[long, int, decimal, double]'");
        long milliseconds = NumberCast.Clamped(limit);
        if (milliseconds is < 0 or > int.MaxValue) throw CommandException.BadValue($"{milliseconds} value for maxTimeMS is out of range");
        if (milliseconds == 0) return null;
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(TimeSpan.FromMilliseconds(milliseconds));
        return source;
    }

    private static void WriteError(ReplyBuffer reply, int start, CommandException error)
    {
        reply.Truncate(start + 4);
        if (error.ErrorLabels.Count > 0) reply.Write("errorLabels", new BsonArray(error.ErrorLabels));
        reply.Write("ok", 0.0);
        reply.Write("errmsg", error.Message);
        reply.Write("code", error.Code);
        reply.Write("codeName", error.CodeName);
        foreach (BsonElement extra in error.Extra ?? []) reply.Write(extra.Name, extra.Value);
    }

    private void WriteTimes(ReplyBuffer reply)
    {
        long time = server.Store.CommittedTime;
        int cluster = reply.BeginDocument("$clusterTime");
        reply.WriteTimestamp("clusterTime", time);
        int signature = reply.BeginDocument("signature");
        reply.WriteEmptyHash("hash");
        reply.Write("keyId", 0L);
        reply.End(signature);
        reply.End(cluster);
        reply.WriteTimestamp("operationTime", time);
    }

    [LoggerMessage(2201, LogLevel.Error, "The command {Command} failed")]
    private static partial void LogFailed(ILogger logger, string command, Exception exception);

    [LoggerMessage(2202, LogLevel.Error, "The database file refused a command")]
    private static partial void LogStorage(ILogger logger, Exception exception);
}
