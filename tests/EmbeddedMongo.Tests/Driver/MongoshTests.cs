using System.Diagnostics;

namespace Scim.EmbeddedMongo.Tests.Driver;

/// <summary>MongoDB's own shell, from tools/package.json, against the server.</summary>
public sealed class MongoshTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Script = """
        const show = value => print(EJSON.stringify(value));
        show(db.c.insertMany([{ _id: 1, a: 1 }, { _id: 2, a: 2 }]).acknowledged);
        show(db.c.createIndex({ a: 1 }));
        show(db.c.find({ a: 2 }).explain("executionStats").executionStats.totalDocsExamined);
        show(db.c.updateOne({ _id: 1 }, { $set: { b: [1, 2] } }).modifiedCount);
        show(db.c.aggregate([{ $match: { a: { $gt: 0 } } }, { $group: { _id: null, n: { $sum: 1 } } }]).toArray());
        show(db.c.bulkWrite([{ insertOne: { document: { _id: 3 } } }, { deleteOne: { filter: { _id: 2 } } }]).insertedCount);
        const session = db.getMongo().startSession();
        session.startTransaction();
        session.getDatabase(db.getName()).c.insertOne({ _id: 9 });
        session.commitTransaction();
        session.endSession();
        show(db.c.find({}, { _id: 1 }).sort({ _id: -1 }).toArray());
        show(db.c.stats().count);
        const changes = db.c.watch();
        db.c.insertOne({ _id: 10 });
        let change = null;
        while (!change) change = changes.tryNext();
        show(change.operationType);
        changes.close();
        try { db.runCommand({ mapReduce: "c" }); } catch (error) { show([error.code, error.codeName]); }
        show(db.getCollectionNames());
        """;

    [Fact]
    public async Task Script_OfMongosh_WorksAsOnMongoDB()
    {
        string? shell = Shell();
        Assert.SkipWhen(shell is null, "mongosh is not installed: npm ci --prefix tools");
        string file = Path.Combine(fixture.Folder, "script.js");
        await File.WriteAllTextAsync(file, Script, TestContext.Current.CancellationToken);

        (string output, string errors) = await RunAsync(shell, fixture.Server.ConnectionString.Replace("/?", "/shell?", StringComparison.Ordinal), file);

        Assert.Equal("", errors);
        Assert.Equal(
            """
            true
            "a_1"
            1
            1
            [{"_id":null,"n":2}]
            1
            [{"_id":9},{"_id":3},{"_id":1}]
            3
            "insert"
            [59,"CommandNotFound"]
            ["c"]

            """,
            output,
            ignoreLineEndingDifferences: true);
    }

    private static async Task<(string Output, string Errors)> RunAsync(string shell, string connection, string file)
    {
        var start = new ProcessStartInfo(shell)
        {
            ArgumentList = { "--quiet", "--norc", connection, "--file", file },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = Path.GetDirectoryName(file);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await output, await errors);
    }

    private static string? Shell()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "tools", "node_modules", ".bin", "mongosh");
            if (File.Exists(path)) return path;
        }

        return null;
    }
}
