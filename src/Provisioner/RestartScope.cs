namespace Scim.Provisioning;

/// <summary>What a restart forgets.</summary>
public enum RestartScope
{
    /// <summary>Everything: the next cycle is an initial one, which finds every object by lookup.</summary>
    All,

    /// <summary>The quarantine only.</summary>
    Quarantine,

    /// <summary>The pauses of failed objects only: all of them are tried in the next cycle.</summary>
    Escrows,
}
