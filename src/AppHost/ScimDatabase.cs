using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Scim.AppHost;

/// <summary>
/// The database: EmbeddedMongo, or a MongoDB container as a replica set of one, because change streams and transactions
/// need a replica set.
/// </summary>
internal sealed class ScimDatabase
{
    private const int Port = 27117;
    private readonly IResourceBuilder<IResource> _resource;
    private readonly bool _isContainer;

    private ScimDatabase(IResourceBuilder<IResource> resource, ReferenceExpression connectionString, bool isContainer)
    {
        (_resource, ConnectionString, _isContainer) = (resource, connectionString, isContainer);
    }

    /// <summary>The connection string; each service has a database of its own there.</summary>
    public ReferenceExpression ConnectionString { get; }

    public static ScimDatabase Add(IDistributedApplicationBuilder builder)
    {
        bool container = builder.Configuration["Database"] switch
        {
            "container" => true,
            "embedded" => false,
            _ => builder.ExecutionContext.IsPublishMode || ContainerEngine.Answers(),
        };
        return container ? AddContainer(builder) : AddEmbedded(builder);
    }

    /// <summary>Makes a service wait for the database. Without it, it would start too, and try until the database answers.</summary>
    public void WaitFor(IResourceBuilder<ProjectResource> service)
    {
        if (_isContainer) service.WaitForCompletion(_resource);
        else service.WaitFor(_resource);
    }

    private static ScimDatabase AddEmbedded(IDistributedApplicationBuilder builder)
    {
        IResourceBuilder<ProjectResource> server = builder.AddProject<Projects.EmbeddedMongo>("mongodb")
            .WithArgs("--port", $"{Port}", "--data", Path.Combine(builder.AppHostDirectory, "data", "mongodb"))
            .WithEndpoint(port: Port, targetPort: Port, scheme: "tcp", name: "tcp", isProxied: false);
        return new ScimDatabase(server, ReferenceExpression.Create($"mongodb://127.0.0.1:{Port.ToString()}/?replicaSet=rs0&directConnection=true"), false);
    }

    private static ScimDatabase AddContainer(IDistributedApplicationBuilder builder)
    {
        IResourceBuilder<ContainerResource> server = builder.AddContainer("mongodb", "mongo", "8.0")
            .WithArgs("--replSet", "rs0", "--bind_ip_all")
            .WithVolume("scim-micro-mongodb", "/data/db")
            .WithEndpoint(targetPort: 27017, scheme: "tcp", name: "tcp")
            .WithLifetime(ContainerLifetime.Persistent);
        EndpointReference endpoint = server.GetEndpoint("tcp");

        // Makes the set once, and ends when its node takes writes.
        const string Initiate = """
            for (;;) {
              try {
                const db = new Mongo('mongodb://mongodb:27017/?directConnection=true').getDB('admin');
                try { db.adminCommand({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host: 'localhost:27017' }] } }) } catch (e) { }
                if (db.hello().isWritablePrimary) quit(0);
              } catch (e) { }
              sleep(500);
            }
            """;
        IResourceBuilder<ContainerResource> initiation = builder.AddContainer("mongodb-init", "mongo", "8.0")
            .WithEntrypoint("mongosh")
            .WithArgs("--nodb", "--quiet", "--eval", Initiate)
            .WaitFor(server);
        var connection = ReferenceExpression.Create(
            $"mongodb://{endpoint.Property(EndpointProperty.Host)}:{endpoint.Property(EndpointProperty.Port)}/?directConnection=true");
        return new ScimDatabase(initiation, connection, true);
    }
}
