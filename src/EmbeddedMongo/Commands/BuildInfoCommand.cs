using System.Runtime.InteropServices;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>buildInfo: the version of MongoDB whose behaviour this server follows.</summary>
internal sealed class BuildInfoCommand : Command
{
    public const string Version = "5.0.7";

    public override string Name => "buildInfo";

    public override IReadOnlyList<string> Aliases => ["buildinfo"];

    public override IReadOnlyCollection<string> Fields => [];

    public override ValueTask RunAsync(CommandContext context, ReplyBuffer reply, CancellationToken cancellationToken)
    {
        reply.Write("version", Version);
        reply.Write("gitVersion", "embedded");
        reply.Write("modules", new BsonArray());
        reply.Write("allocator", "dotnet");
        reply.Write("javascriptEngine", "none");
        reply.Write("sysInfo", "deprecated");
        reply.Write("versionArray", new BsonArray { 5, 0, 7, 0 });
        reply.Write("openssl", new BsonDocument("running", "none"));
        reply.Write("buildEnvironment", new BsonDocument { { "target_os", RuntimeInformation.OSDescription }, { "target_arch", RuntimeInformation.OSArchitecture.ToString() } });
        reply.Write("bits", 64);
        reply.Write("debug", false);
        reply.Write("maxBsonObjectSize", 16 * 1024 * 1024);
        reply.Write("storageEngines", new BsonArray { "sqlite" });
        return ValueTask.CompletedTask;
    }
}
