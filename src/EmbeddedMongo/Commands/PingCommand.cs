using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>ping</summary>
internal sealed class PingCommand : Command
{
    public override string Name => "ping";

    public override IReadOnlyCollection<string> Fields => [];

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
