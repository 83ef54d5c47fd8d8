using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>The unit in which a statistics command answers sizes, and numbers in their smallest type.</summary>
internal static class StatisticsScale
{
    public static long Read(CommandContext context)
    {
        long scale = context.Number("scale") ?? 1;
        return scale >= 1 ? scale : throw CommandException.BadValue("scale has to be >= 1");
    }

    public static BsonValue Number(long value) => value <= int.MaxValue ? new BsonInt32((int)value) : new BsonInt64(value);
}
