using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>One database command. Instances are shared by all connections and hold no state of a call.</summary>
internal abstract class Command
{
    public abstract string Name { get; }

    /// <summary>Other spellings that MongoDB accepts.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>The fields that it knows, besides the generic ones; anything else is error 40415.</summary>
    public abstract IReadOnlyCollection<string> Fields { get; }

    public virtual CommandTraits Traits => CommandTraits.None;

    /// <summary>Writes the reply's fields up to ok, which the dispatcher adds.</summary>
    public abstract ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken);
}
