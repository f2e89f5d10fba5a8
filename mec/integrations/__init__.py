"""What other services hold, brought here; nothing of ours waits for them."""
