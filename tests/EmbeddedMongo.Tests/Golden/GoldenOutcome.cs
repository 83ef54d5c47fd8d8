namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>What became of a case.</summary>
internal enum GoldenOutcome
{
    /// <summary>Every reply is the recorded one.</summary>
    Identical,

    /// <summary>The first reply that differs is an error.</summary>
    Refused,

    /// <summary>The client's library cannot write the command, whose documents are nested too deeply for it.</summary>
    NotSent,

    /// <summary>The first reply that differs is no error: a wrong answer.</summary>
    Wrong,
}
