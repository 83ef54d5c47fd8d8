namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>Recorded cases whose answer here is another one, each with its reason. Any other wrong answer fails.</summary>
internal static class KnownDifferences
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["cursor delete under cursor"] = "A cursor reads the snapshot it was opened on: a stronger guarantee.",
        ["cursor insert under cursor"] = "A cursor reads the snapshot it was opened on: a stronger guarantee.",
        ["drop"] = "Views, which are refused here, leave a collection behind.",
        ["fam {\"query\":{\"_id\":{\"$numberInt\":\"1\"}},\"remove\":true,\"fields\":{\"arr.$\":{\"$numberInt"] = "A step before it is refused here, so the documents differ.",
        ["fam {\"query\":{\"_id\":{\"$numberInt\":\"1\"}},\"update\":{\"$set\":{\"z\":{\"$numberInt\":\"1\"}}},\" #13"] = "A step before it is refused here, so the documents differ.",
    };

    public static bool Names(GoldenCase golden) => Reasons.ContainsKey(golden.Name);
}
