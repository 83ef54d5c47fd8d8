namespace Scim.Provisioning.Logs;

/// <summary>What was done, or would have been, by the names of Entra's provisioning log.</summary>
internal enum ChangeAction
{
    /// <summary>POST.</summary>
    Create,

    /// <summary>PATCH.</summary>
    Update,

    /// <summary>PATCH that sets <c>active</c> to false.</summary>
    Disable,

    /// <summary>DELETE.</summary>
    Delete,

    /// <summary>A delete or disable that the accidental-deletion threshold holds back.</summary>
    StagedDelete,

    /// <summary>Everything else: a lookup, a skip, the cycle itself.</summary>
    Other,
}
