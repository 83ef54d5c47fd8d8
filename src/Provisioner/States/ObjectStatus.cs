namespace Scim.Provisioning.States;

/// <summary>What the last successful step made of an object at the target.</summary>
internal enum ObjectStatus
{
    /// <summary>In scope and as the source has it.</summary>
    InScope,

    /// <summary>In the source and in scope, but disabled, or in its recycle bin.</summary>
    Disabled,

    /// <summary>Disabled because it is not in scope any more; it is never deleted later.</summary>
    OutOfScope,

    /// <summary>Never created: it was disabled in the source from the beginning.</summary>
    NotCreated,
}
