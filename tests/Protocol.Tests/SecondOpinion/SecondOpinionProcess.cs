using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Scim.Protocol.Tests.SecondOpinion;

/// <summary>Asks tools/second-opinion.mjs, in one node process for all questions.</summary>
internal static class SecondOpinionProcess
{
    /// <summary>One answer a question, in their order; the test is skipped where the node tools are not installed.</summary>
    public static async Task<JsonObject[]> AskAsync(IReadOnlyList<JsonObject> questions)
    {
        string tools = Path.Combine(Root(), "tools");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(tools, "node_modules", "scim-patch")),
            "The node tools are not installed: run npm ci --prefix tools.");

        using Process node = Process.Start(new ProcessStartInfo("node", Path.Combine(tools, "second-opinion.mjs"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        Task<string> output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (JsonObject question in questions)
        {
            await node.StandardInput.WriteLineAsync(question.ToJsonString());
        }

        node.StandardInput.Close();
        JsonObject[] answers = [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(questions.Count, answers.Length);
        return answers;
    }

    private static string Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Scim.Micro.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
