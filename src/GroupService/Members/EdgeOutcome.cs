namespace Scim.Groups.Members;

/// <summary>What became of a change of edges.</summary>
internal enum EdgeOutcome
{
    /// <summary>Nothing was different, and nothing was written.</summary>
    Unchanged,

    /// <summary>The edges and the group's version are written.</summary>
    Changed,

    /// <summary>The group is deleted; nothing was written.</summary>
    Gone,

    /// <summary>A job changes the group's members and has to be finished first; nothing was written.</summary>
    Busy,
}
